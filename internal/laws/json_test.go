package laws_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"math/big"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgbb"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/gammagamma"
	"github.com/customerkpi/kpi/clv/paretonbd"
	"github.com/customerkpi/kpi/clv/sbg"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/csat/driver"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/funnel/basket"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/alarm"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// TestJSONSurvivesOrIsRefused asks of every exported type: what JSON and gob give
// back is the value that went in, with the same figures, or an error.
func TestJSONSurvivesOrIsRefused(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range values(t) {
		collect(reflect.TypeOf(v), seen)
		t.Run(strings.TrimPrefix(fmt.Sprintf("%T", v), "*"), func(t *testing.T) { survive(t, v) })
	}
	types := exportedTypes(t)
	if len(types) < 100 {
		t.Fatalf("%d exported types: the search is broken", len(types))
	}
	delete(types, ".Shared") // a lock, which has no values; its pointers refuse
	for name := range types {
		if !seen[name] {
			t.Errorf("no value of %s is in the table", name)
		}
	}
}

// TestJSONKeysAndValues asks of every exported type that its JSON has keys in
// snake_case, of every figure that it has a number "value" beside its exact parts, and
// of every result with figures that its "value" is one of them. What has a "value" need not have it to be read, but refuses another one.
func TestJSONKeysAndValues(t *testing.T) {
	figures, results := 0, 0
	for _, v := range values(t) {
		name := strings.TrimPrefix(fmt.Sprintf("%T", v), "*")
		text, err := json.Marshal(v)
		if err != nil {
			continue // refused, see refusesJSON
		}
		for _, key := range keys(t, text) {
			if !snakeCase.MatchString(key) {
				t.Errorf("%s: the key %q is not in snake_case: %s", name, key, text)
			}
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(text, &object) != nil {
			object = nil // a number, a text or a list
		}
		var value float64
		err = json.Unmarshal(object["value"], &value)
		switch figure, isFigure := v.(number); {
		case isFigure:
			figures++
			if err != nil || value != figure.Float64() {
				t.Errorf("%s: value of %s, want the number %v", name, text, figure.Float64())
			}
		case strings.HasSuffix(name, "Result"):
			mains, null := numbers(reflect.ValueOf(v))
			raw, has := object["value"]
			ok := slices.Contains(mains, value)
			if string(raw) == "null" {
				ok = null
			}
			if _, several := noValue[name]; has == (several || len(mains) == 0 && !null) || has && !ok {
				t.Errorf("%s: value of %s, want one of %v", name, text, mains)
			}
			results++
		}
		if _, refuses := refusesJSON[name]; refuses || err != nil {
			continue
		}
		delete(object, "value")
		if err := json.Unmarshal(must(json.Marshal(object)), reflect.New(reflect.TypeOf(v)).Interface()); err != nil {
			t.Errorf("%s: without value it is not read: %v", name, err)
		}
		object["value"] = json.RawMessage("-12345.5")
		if err := json.Unmarshal(must(json.Marshal(object)), reflect.New(reflect.TypeOf(v)).Interface()); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: with another value: %v, want ErrCorrupt", name, err)
		}
	}
	if figures < 7 || results < 30 { // of six types of figures
		t.Errorf("%d figures, %d results", figures, results)
	}
}

// A number is a figure that has a float64.
type number interface {
	kpi.Figure
	Float64() float64
}

// noValue are the results without one main figure.
var noValue = map[string]string{
	"clv.SpendResult":          "spend per order, per customer and orders per customer are equals",
	"retention.ActivityResult": "its figures are those of the periods",
}

// numbers returns the figures of a result that ask for no argument, and whether one of
// them is undefined.
func numbers(result reflect.Value) (all []float64, undefined bool) {
	for i := range result.NumMethod() {
		method := result.Method(i)
		if method.Type().NumIn() > 0 || method.Type().NumOut() != 2 {
			continue
		}
		out := method.Call(nil)
		if figure, ok := out[0].Interface().(number); ok {
			if out[1].IsNil() {
				all = append(all, figure.Float64())
			} else {
				undefined = true
			}
		}
	}
	return all, undefined
}

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// keys returns the keys of all objects in a JSON text.
func keys(t *testing.T, text []byte) (all []string) {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for key, x := range v {
				all = append(all, key)
				walk(x)
			}
		}
	}
	walk(v)
	return all
}

// refusesJSON are the types whose JSON is for readers, or that have none.
var refusesJSON = map[string]string{
	"kpi.Comparison":              "it holds two figures of any types",
	"kpi.Chart":                   "it holds figures of any type",
	"kpi.ChartPoint":              "it holds a figure of any type",
	"kpi.Shift":                   "it holds two figures of any types",
	"kpi.Panel[string]":           "its customers are in no encoding",
	"basket.Result[string]":       "it holds all orders",
	"basket.SketchResult[string]": "it holds a sketch",
	"sentiment.Lexicon":           "it is made of functions and tables",
}

// survive fails where a value does not come back and no error says so.
func survive(t *testing.T, v any) {
	t.Helper()
	one := reflect.TypeOf(v)
	// By value, by pointer, in a map and in a struct.
	holder := reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "Value", Type: one},
		{Name: "Pointer", Type: reflect.PointerTo(one)},
		{Name: "Map", Type: reflect.MapOf(reflect.TypeFor[string](), one)},
	})).Elem()
	pointer := reflect.New(one)
	pointer.Elem().Set(reflect.ValueOf(v))
	holder.Field(0).Set(reflect.ValueOf(v))
	holder.Field(1).Set(pointer)
	holder.Field(2).Set(reflect.MakeMap(holder.Field(2).Type()))
	holder.Field(2).SetMapIndex(reflect.ValueOf("a"), reflect.ValueOf(v))
	want := holder.Interface()

	back := func(encoding string, err error, got reflect.Value, opts cmp.Options) {
		t.Helper()
		if err != nil {
			if _, refuses := refusesJSON[one.String()]; !refuses {
				t.Errorf("%s: %v", encoding, err)
			}
			return
		}
		if d := cmp.Diff(want, got.Elem().Interface(), opts); d != "" {
			t.Errorf("%s gave another value (-want +got):\n%s", encoding, d)
		}
		if d := cmp.Diff(figures(reflect.ValueOf(v)), figures(got.Elem().Field(0))); d != "" {
			t.Errorf("%s gave other figures (-want +got):\n%s", encoding, d)
		}
	}
	opts := cmp.Options{
		cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateNaNs(),
		cmp.Comparer(func(a, b *big.Rat) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
		cmp.Comparer(func(a, b *big.Int) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
		cmp.Comparer(func(a, b alarm.Detector) bool { return bytes.Equal(must(a.MarshalBinary()), must(b.MarshalBinary())) }),
		cmp.Comparer(func(a, b alarm.Monitor) bool { return bytes.Equal(must(a.MarshalBinary()), must(b.MarshalBinary())) }),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	}
	got := reflect.New(holder.Type())
	text, err := json.Marshal(want)
	if err == nil {
		err = json.Unmarshal(text, got.Interface())
	}
	back("JSON", err, got, opts)

	var b bytes.Buffer
	got = reflect.New(holder.Type())
	if err = gob.NewEncoder(&b).Encode(want); err == nil {
		err = gob.NewDecoder(&b).Decode(got.Interface())
	}
	back("gob", err, got, append(opts, cmpopts.EquateEmpty())) // gob has no empty slices
}

// figures returns what the methods of a value return that need no argument but a
// level, a number of places or of rows.
func figures(v reflect.Value) map[string]string {
	texts := map[string]string{}
	for i := range v.NumMethod() {
		name, method := v.Type().Method(i).Name, v.Method(i)
		if strings.HasPrefix(name, "Marshal") || strings.HasPrefix(name, "Gob") {
			continue
		}
		var args []reflect.Value
		for arg := range method.Type().Ins() {
			switch arg.Kind() {
			case reflect.Float64:
				args = append(args, reflect.ValueOf(0.95).Convert(arg))
			case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint64:
				args = append(args, reflect.ValueOf(2).Convert(arg))
			case reflect.String:
				args = append(args, reflect.ValueOf("a").Convert(arg))
			}
		}
		if len(args) == method.Type().NumIn() && !method.Type().IsVariadic() {
			texts[name] = call(method, args)
		}
	}
	return texts
}

func call(method reflect.Value, args []reflect.Value) (text string) {
	defer func() {
		if p := recover(); p != nil { // of a number that is not a figure of this value
			text = fmt.Sprint("panic: ", p)
		}
	}()
	for _, out := range method.Call(args) {
		if k := out.Kind(); k == reflect.Func || k == reflect.Struct && strings.HasPrefix(out.Type().String(), "mention.Taxonomy") {
			continue // what prints addresses
		}
		text += fmt.Sprintf("%+v; ", out.Interface())
	}
	return text
}

// collect adds the names of a type and of those that it is made of.
func collect(t reflect.Type, seen map[string]bool) {
	name, _, _ := strings.Cut(t.Name(), "[")
	key := strings.TrimPrefix(strings.TrimPrefix(t.PkgPath(), "github.com/customerkpi/kpi"), "/") + "." + name
	if seen[key] && name != "" {
		return
	}
	seen[key] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		collect(t.Elem(), seen)
	case reflect.Map:
		collect(t.Key(), seen)
		collect(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				collect(f.Type, seen)
			}
		}
	}
}

// exportedTypes returns the exported types of the module that JSON can hold, but
// for the accumulators, which laws.Run runs: structs, and what has a text.
func exportedTypes(t *testing.T) map[string]bool {
	t.Helper()
	types, accumulators := map[string]bool{}, map[string]bool{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "internal" || name == "examples" || name == "testdata" || strings.HasPrefix(name, ".") && name != ".." {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		dir = strings.TrimPrefix(filepath.ToSlash(dir), ".")
		for _, name := range methodReceivers(file, "AppendBinary") {
			accumulators[dir+"."+name] = true
		}
		for _, method := range []string{"MarshalText", "MarshalJSON"} {
			for _, name := range methodReceivers(file, method) {
				types[dir+"."+name] = true
			}
		}
		for _, decl := range file.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				if s := s.(*ast.TypeSpec); s.Name.IsExported() {
					if _, ok := s.Type.(*ast.StructType); ok {
						types[dir+"."+s.Name.Name] = true
					}
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(types, func(name string, _ bool) bool { return accumulators[name] })
	return types
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// fed returns an accumulator after some inputs.
func fed[A any](a A, errs ...error) A {
	if err := errors.Join(errs...); err != nil {
		panic(err)
	}
	return a
}

func amount(text string) decimal.Decimal { return must(decimal.NewFromString(text)) }

// values returns a value of each type, as the API makes it, with unequal numbers.
func values(t *testing.T) []any {
	paris := must(time.LoadLocation("Europe/Paris"))
	ctx := context.Background()
	at := func(day int) time.Time { return time.Date(2026, 1, 5+day, 9, 30, 0, 7, time.UTC) }
	var all []any
	add := func(vs ...any) { all = append(all, vs...) }

	rate, other := must(kpi.NewRate(66_446, 100_000)), must(kpi.NewRate(1, 3))
	mean := must(kpi.NewMean(7, big.NewRat(22, 3), big.NewRat(40, 3)))
	weights := func(n uint64, sum int64) kpi.Weights {
		return kpi.Weights{N: n, Sum: kpi.ValueOf(big.NewRat(sum, 3)), Squares: kpi.ValueOf(big.NewRat(sum*sum, 9))}
	}
	kept := new(nps.Accumulator)
	weighted := must(kpi.WeightedRate(weights(5, 7), weights(3, 2)))
	add(rate, must(kpi.NewNet(5, 2, 9)), mean, must(mean.Within(big.NewRat(1, 1), big.NewRat(5, 1))), kpi.Compare(rate, other), kpi.Compare(mean, mean),
		must(kpi.NewRatio(amount("2"), amount("3"))), must(kpi.NewValue(amount("-2"), amount("7"))),
		weighted, weights(5, 7), must(rate.Interval(0.95)), must(kpi.Fisher(rate, other)), must(kpi.ChiSquare(rate, other)),
		kpi.PeriodOf(at(30), kpi.Week, paris), kpi.PeriodOf(at(30), kpi.Month, nil), kpi.PeriodOf(at(30), kpi.Quarter, nil).Key(), kpi.Year,
		kpi.Band{Name: "good", Above: amount("0.2")}, kpi.Column[*nps.Accumulator]{V: fed(kept, kept.Add(3))}, kpi.RangeError{Op: "nps", Name: "score", Value: "11", Min: "0", Max: "10"})

	chart := must(kpi.ChartOf([]kpi.Rate{rate, other, rate}, kpi.ChartConfig{}))
	add(chart, chart.Points[1], kpi.ChartConfig{Limits: kpi.SamplingLimits, Baseline: 2, Median: true, AllRules: true}, kpi.Shift{Before: rate, After: other})

	margin := kpi.Margin[string]{Name: "age", Answers: []string{"a", "b", "b"}, Population: map[string]uint64{"a": 3, "b": 7}}
	add(margin, kpi.RakeOptions{Weights: []float64{1, 2, 3}, Min: 0.25, Max: 3, Tolerance: 1e-9, Rounds: 7}, must(kpi.Rake([]kpi.Margin[string]{margin}, kpi.RakeOptions{Max: 1.5})))
	lines, later := new(kpi.ByCustomer[string]), new(kpi.ByCustomer[string])
	for i, c := range []string{"a", "b", "c", "a"} {
		fed(0, lines.AddCounts(c, uint64(i), 7), later.AddCounts(c, 2, 9))
	}
	share := must(lines.Rate())
	add(lines.Result(), must(lines.Result().Net()), must(share.Within(nil, big.NewRat(1, 1))), share, kpi.Compare(share, must(later.Rate())))

	replies := must(kpi.NewAnswers[string](kpi.KeepFirst, kpi.Quarter, paris))
	for i, c := range []string{"a", "b", "a", "c", "a"} {
		fed(0, replies.Add(c, at(40*i), 7+i%3))
	}
	add(replies.Result(), kpi.KeepFirst, must(kpi.Suppress(map[string]uint64{"a": 3, "b": 17, "c": 9}, 5)),
		must(kpi.SuppressTable(map[string]map[string]uint64{"a": {"x": 3, "y": 17}, "b": {"x": 9, "y": 11}, "c": {"x": 40}}, 5)))
	first := func(key string) string { return key[:1] }
	reasons := must(kpi.Explain(maps.All(map[string]kpi.Rate{"a": rate, "b": other}), maps.All(map[string]kpi.Rate{"a": other, "c": rate}), func(r kpi.Rate) (kpi.Rate, error) { return r, nil }, first))
	add(reasons, reasons.Own, reasons.Segments[0], must(kpi.NewFraction(big.NewRat(22, 3), big.NewRat(7, 1))), kpi.Words[string]{Figure: "NPS", Names: map[string]string{"a": "the app"}},
		must(kpi.ExplainChain([]kpi.Figure{rate, mean}, []kpi.Figure{other, mean})))

	add(must(nps.FromCounts(5, 2, 1)), nps.OneToTen(), fed(new(nps.Weighted), new(nps.Weighted).Add(3, amount("1"))).Result())
	np, cs, ce := new(nps.Weighted), new(csat.Weighted), new(ces.Weighted)
	for i, w := range []string{"1.5", "0.3", "2", "7.25"} {
		fed(0, np.Add(i+7, amount(w)), cs.Add(i+1, amount(w)), ce.Add(i+1, amount(w)))
	}
	add(np.Result(), cs.Result(), ce.Result(), must(csat.Of(1, 2, 4, 5, 5)), csat.OneToTen(), must(ces.Of(1, 3, 7, 6, 4)), ces.EffortFive())

	drivers := must(driver.New("price", "taste"))
	for i := range 9 {
		fed(0, drivers.Add(i*i%11, i%4, i*i%5))
	}
	add(drivers.Result(), must(drivers.Result().Shapley()))

	request := support.Request{Contacts: 2, Resolved: true, Reopened: true}
	contact := new(support.FirstContact)
	add(request, fed(contact, contact.Add(request), contact.AddN(support.Request{Contacts: 1, Resolved: true}, 3)).Result())
	response := must(support.NewResponseTime(time.Hour))
	add(fed(response, response.Add(time.Minute), response.AddN(90*time.Minute, 3), response.AddOpen(2*time.Hour), response.AddClosed(time.Hour)).Result())

	lost := new(churn.Accumulator)
	add(churn.Presence{Start: true}, fed(lost, lost.AddN(churn.Presence{Start: true}, 5), lost.AddN(churn.Presence{Start: true, End: true}, 7), lost.Add(churn.Presence{End: true})).Result())
	changes := must(revenue.NewChanges[string](kpi.Month, paris))
	balances := must(revenue.NewBalances[string](kpi.Month, nil))
	for i, a := range []string{"10.5", "0", "30", "7"} {
		fed(0, changes.Add("a", at(40*i), amount(a)), balances.Add("a", at(40*i), amount(a)))
	}
	add(revenue.Change{Time: at(3), Number: 2, Amount: amount("7.5")}, changes.Result(), balances.Result(), must(revenue.NewMovement(amount("3.5"), 2)))
	groups := []*survival.Accumulator{must(survival.New(time.Hour)), must(survival.New(time.Hour))}
	for i := range int64(20) {
		g := groups[i%2]
		fed(0, g.Add(survival.Row{Entry: i % 3, Duration: 4 + i*i%17, Churned: i%5 > 0}))
	}
	curve := groups[0].Result()
	add(survival.Row{Entry: 1, Duration: 5, Churned: true}, curve, must(curve.Median(0.95)), must(curve.RMST(9)), must(survival.LogRank(groups...)))

	activity, purchases, repurchase := must(retention.NewActivity[string](kpi.Month, paris)), new(retention.Purchases[string]), new(retention.Repurchase[string])
	starts, events := must(cohort.New[string](kpi.Month, paris)), must(cohort.NewEvents[string](kpi.Week, nil))
	loyalty, history, spend := new(clv.Loyalty[string]), must(clv.NewHistory[string](clv.Merging(0), paris)), new(clv.Spend[string])
	products, baskets, sketch := new(funnel.MultiProduct[string, string]), new(basket.Accumulator[int, string]), new(basket.Sketch[string])
	for i, c := range []string{"a", "b", "a", "c", "a", "b", "a"} {
		order := clv.Order{Time: at(17 * i), Number: int64(i), Amount: amount("12.5").Mul(decimal.New(int64(i+1), 0))}
		fed(0, activity.Add(c, at(20*i)), purchases.Add(c, at(17*i)), repurchase.Add(c), starts.Add(c, at(20*i)), events.Add(c, at(5*i)),
			loyalty.Add(c, order), history.Add(c, order.Time, order.Amount), spend.Add(c, order.Amount), products.Add(c, fmt.Sprint(i)), baskets.Add(i/3, c), sketch.Add(c, fmt.Sprint(i%3)))
		if i == 0 {
			add(order)
		}
	}
	add(activity.Result(), purchases.Result(), repurchase.Result(), starts.Result(), events.Result(),
		loyalty.Result(), history.Result(), spend.Result(), products.Result(), baskets.Result(), sketch.Result(), must(sketch.Result().Pairs(2, basket.ByLift, 1))[0])
	for period := range activity.Result().Periods() {
		add(period)
	}
	daily := must(retention.NewActivity[string](kpi.Day, paris))
	sticky := must(fed(daily, daily.Add("a", at(1)), daily.Add("b", at(1)), daily.Add("a", at(2))).Sticky(kpi.Month))
	customers := must(history.Customers(clv.Summary{End: at(60), Until: at(200)}))
	add(sticky[0], retention.Span{From: at(1), To: at(2)}, customers[0], clv.Horizon{Periods: 3, Length: 4.5, Rate: 0.01, Timing: 1}, clv.Summary{Unit: time.Hour, End: at(60), Until: at(70), Spend: 1},
		cohort.Query{Recurring: true, End: at(9), Gaps: []cohort.Gap{{From: at(1), To: at(2)}}, Clock: cohort.Clock(1), Min: 2})
	acquired, bought, returned := new(clv.Acquisition), new(clv.Basket), new(clv.Return)
	add(fed(acquired, acquired.AddCustomers(7), acquired.AddSpend(amount("99.5"))).Result(), fed(bought, bought.Add(amount("12.5")), bought.AddN(amount("7"), 3)).Result(),
		fed(returned, returned.AddCost(amount("8")), returned.AddGain(amount("11.5"))).Result())

	taken, response2, back := new(retention.Participation), new(retention.Response), new(retention.Returning[string])
	add(fed(taken, taken.AddN(true, 3), taken.AddN(false, 5)).Result(), fed(response2, response2.AddN(0, 3), response2.AddN(1, 5), response2.AddN(2, 7)).Result(),
		fed(back, back.AddBefore("a"), back.AddBefore("b"), back.AddAfter("b"), back.AddAfter("c")).Result(), cohort.Clock(1), cohort.Criterion(1))

	var rows []clv.Customer
	var chances []bgbb.Customer
	for i := range uint64(60) {
		x := i * 7 % 5
		c := clv.Customer{Frequency: x, T: 40 + float64(i%9), Weight: 1 + i%3}
		b := bgbb.Customer{Frequency: uint32(x), Opportunities: 6, Weight: 2}
		if x > 0 {
			c.Recency, c.Spend = float64(5+i*11%30), 10+float64(i*13%29)
			b.Recency = uint32(min(x+i%3, 6))
		}
		rows, chances = append(rows, c), append(chances, b)
	}
	options := clv.Options{Workers: 1, Start: []float64{1, 2}}
	add(options, bgnbd.Options{Options: options, Dropout: 1, Regularity: 2}, sbg.Options{Options: options, Hazard: 1}, rows[1], chances[1],
		must(bgbb.Fit(ctx, chances, clv.Options{})), must(bgnbd.Fit(ctx, rows, bgnbd.Options{})), must(paretonbd.Fit(ctx, rows, clv.Options{})), must(gammagamma.Fit(ctx, rows, clv.Options{})),
		must(sbg.CohortOf(1000, 869, 743, 653)), must(sbg.Fit(ctx, must(sbg.CohortOf(1000, 869, 743, 653, 593)), sbg.Options{})), clv.Status(1))

	converted, crossed, upsold, steps := new(funnel.Conversion), new(funnel.CrossSell), new(funnel.UpSell), must(funnel.NewSteps("a", "b", "c"))
	add(fed(converted, converted.AddN(true, 3), converted.AddN(false, 5)).Result(), fed(crossed, crossed.AddN(true, 3), crossed.AddN(false, 5)).Result(),
		fed(upsold, upsold.AddN(true, 3), upsold.AddN(false, 5)).Result(), fed(steps, steps.AddN(1, 7), steps.AddN(3, 2)).Result())
	rule := event.PostHogOrdered(event.Within(time.Hour))
	path := must(event.New[string](rule, "a", "b"))
	groupsBy := must(event.NewBreakdown[string, string](rule, event.AtStep(1), "a", "b"))
	for i := range 9 {
		e := event.Event{Time: at(0).Add(time.Duration(i*i) * time.Minute), Steps: event.Step(1 + i%2)}
		fed(0, path.Add(fmt.Sprint(i/3), e), groupsBy.Add(fmt.Sprint(i/3), "p", e))
		if i == 0 {
			add(e)
		}
	}
	add(rule, rule.Window, path.Result(), groupsBy.Result(), event.Path{Reached: 2, Furthest: 3, Outcome: 1, Times: []time.Time{at(0), at(1)}})

	english := must(sentiment.New(sentiment.English, sentiment.Options{}))
	add(*english, english.Analyze("I love it, but the delivery was NOT good!!"), english.Explain("I love it, but the delivery was NOT good!!"), sentiment.Contrast, sentiment.Anger, sentiment.Negative)
	labelled := make([]sentiment.Labelled, 60)
	for i := range labelled {
		labelled[i] = sentiment.Labelled{Text: []string{"good", "bad"}[i%2], Polarity: []float64{1, -1}[i%2]}
	}
	shop := sentiment.Aspect{Name: "app", Words: []string{"app", "site"}}
	add(shop, english.Aspects("the app is NOT good!", shop)[0])
	add(sentiment.Options{Words: map[string]float64{"sick": 2.5}, Lexicon: "spin\t-1.5\tv\tspun\n", Bare: true})
	model := must(sentiment.Fit(context.Background(), labelled, sentiment.Detect, sentiment.Options{}))
	add(*model, labelled[0], model.Report())
	var polarity sentiment.Polarity
	add(must(sentiment.FromCounts(5, 2, 1)), must(sentiment.EmotionsOf(0, 1, 1, 3, 3, 3, 5)), fed(&polarity, polarity.Add(amount("0.5")), polarity.Add(amount("-0.25"))).Result())

	config := alarm.Config{Bucket: 10 * time.Minute, Location: paris, FalseAlarm: 0.001, Refractory: time.Hour, Least: 7, Missing: 1, Ahead: time.Hour, Late: time.Minute}
	detector, monitor := must(alarm.NewDetector(config)), must(alarm.NewMonitor(config))
	var verdict alarm.Verdict
	var report *alarm.Report
	for i := range 300 {
		n := 20 + i*i%5
		if i == 299 {
			n = 400
		}
		at := at(0).Add(time.Duration(i) * config.Bucket)
		verdict = must(detector.Add(at, uint64(n)))
		for j := range n {
			text := fmt.Sprint("shoes ", j%7)
			if n == 400 {
				text = "a recall"
			}
			must(monitor.Add(alarm.Mention{Time: at, Source: "x", Author: fmt.Sprint(j), Text: text}))
		}
		report = monitor.Close(at.Add(config.Bucket))
	}
	if !verdict.Alarm || !report.Alarm || len(report.Cause.Terms) == 0 {
		t.Fatalf("no alarm: %v", report)
	}
	add(config, *detector, *monitor, verdict, *report, *report.Cause, mention.DefaultTaxonomy().With("mastodon", mention.KindSocial), mention.KindForum,
		mention.Post{Source: mention.X, Domain: "a", Audience: 7, Class: -1}, must(mention.ReachOf(mention.Post{Source: mention.X, Domain: "a", Audience: 7, Class: -1}, mention.Post{})),
		must(mention.VolumeFromCounts(map[mention.Source]uint64{mention.X: 7, "": 2})), must(mention.VoiceFromCounts(map[string]uint64{"ours": 7, "theirs": 9})))
	return all
}

// What lacks a part, or has one that is impossible, is not read.
func TestJSONThatCannotBeRead(t *testing.T) {
	for _, tc := range []struct {
		into any
		text string
	}{
		{new(event.Waits), `{"n":3,"sum":"7"}`},
		{new(event.Waits), `{"n":1,"sum":"7","times":"AQE"}`},
		{new(event.Waits), `{"n":2,"sum":"7","times":"AQcHAQ=="}`}, // one time
		{new(event.Waits), `[]`},
		{new(event.Window), `"1h"`},
		{new(support.ResponseTimeResult), `{"answered":3,"sum":"7","squares":"7"}`},
		{new(support.ResponseTimeResult), `{"answered":2,"times":"AQcHAQ=="}`},
		{new(support.ResponseTimeResult), `{"answered":"x"}`},
		{new(retention.PurchasesResult), `{"customers":1,"orders":3}`},
		{new(retention.PurchasesResult), `{"customers":3,"orders":1}`},
		{new(retention.PurchasesResult), `{"customers":1,"orders":3,"times":"AQcHAQ=="}`},
		{new(retention.PurchasesResult), `7`},
	} {
		before := reflect.ValueOf(tc.into).Elem().Interface()
		err := json.Unmarshal([]byte(tc.text), tc.into)
		if !errors.Is(err, kpi.ErrCorrupt) || !reflect.DeepEqual(reflect.ValueOf(tc.into).Elem().Interface(), before) {
			t.Errorf("%T of %s: %v", tc.into, tc.text, err)
		}
	}
	for _, tc := range []struct {
		into any
		text string
	}{
		{new(event.Waits), `{"n":1,"sum":"7","times":"AQcHAQ=="}`},
		{new(event.Waits), `{"n":0,"sum":"0"}`},
		{new(event.Waits), `null`},
		{new(support.ResponseTimeResult), `{"answered":1,"sum":"7","squares":"49","times":"AQcHAQ=="}`},
		{new(support.ResponseTimeResult), `null`},
		{new(retention.PurchasesResult), `{"customers":2,"orders":3,"times":"AQcHAQ=="}`},
		{new(retention.PurchasesResult), `null`},
	} {
		if err := json.Unmarshal([]byte(tc.text), tc.into); err != nil {
			t.Errorf("%T of %s: %v", tc.into, tc.text, err)
		}
	}
	for _, tc := range []struct {
		into interface{ UnmarshalText([]byte) error }
		want string
	}{
		{new(cohort.Criterion), `criterion "x" outside on..bracket`},
		{new(cohort.Clock), `clock "x" outside periods..hours`},
	} {
		if err := tc.into.UnmarshalText([]byte("x")); !errors.Is(err, kpi.ErrRange) || !strings.HasSuffix(err.Error(), tc.want) {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
}
