package stats

// legendre are the positive nodes of Gauss-Legendre quadrature with 16 nodes and
// their weights (Abramowitz and Stegun, table 25.4).
var legendre = [8][2]float64{
	{0.0950125098376374402, 0.189450610455068496},
	{0.281603550779258913, 0.182603415044923589},
	{0.458016777657227386, 0.169156519395002538},
	{0.617876244402643748, 0.149595988816576732},
	{0.755404408355003034, 0.124628971255533872},
	{0.865631202387831744, 0.0951585116824927848},
	{0.944575023073232576, 0.0622535239386478929},
	{0.989400934991649933, 0.0271524594117540949},
}

// Nodes is the number of points of [Node].
const Nodes = 16

// Node returns point i of the quadrature over a..b and its weight: the integral
// of f is the sum of weight·f(x). It is exact for polynomials of degree 31.
func Node(i int, a, b float64) (x, weight float64) {
	n := &legendre[i/2]
	mid, half := (a+b)/2, (b-a)/2
	if i%2 == 0 {
		return mid - half*n[0], half * n[1]
	}
	return mid + half*n[0], half * n[1]
}

// Integral returns the integral of f over a..b, in panels no wider than width.
func Integral(a, b, width float64, f func(x float64) float64) float64 {
	if !(b > a) {
		return 0
	}
	n := max(1, ceil((b-a)/width))
	step := (b - a) / float64(n)
	sum := 0.0
	for panel := range n {
		from := a + step*float64(panel)
		for i := range Nodes {
			x, w := Node(i, from, from+step)
			sum += w * f(x)
		}
	}
	return sum
}

func ceil(x float64) int {
	n := int(x)
	if float64(n) < x {
		n++
	}
	return n
}
