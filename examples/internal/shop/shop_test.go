package shop_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/examples/internal/shop"
)

func write(t testing.TB, s *shop.Shop, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(kind, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A change of these figures is a change of every example report: make it on
// purpose.
func TestTheFilesAreTheSameBytesEachTime(t *testing.T) {
	want := []struct {
		kind  string
		lines int
		first string
		sum   string
	}{
		{
			"orders", 12499,
			"order,customer,time,product,range,quantity,price,sale,segment,country\n" +
				"O00001,C0432,2025-01-01 08:56:43,P21,premium,1,46.90,first,web,Belgium\n",
			"e52e4b772e595da90c3200c1590c3a66fa954a042da4a82749a2dd37be63e8d0",
		},
		{
			"surveys", 5844,
			"time,customer,kind,score,segment\n" +
				"2025-01-02 09:45:56,C0530,ces,6,app\n",
			"9e0af545b204f83f2b7dd2d2275a0bd5cfbf289ed1422638d557ab608a696443",
		},
		{
			"tickets", 2475,
			"ticket,customer,created,first_response,resolved,contacts,reopened,channel,segment\n" +
				"T0001,C0530,2025-01-01 09:59:14,2025-01-01 15:56:12,2025-01-02 07:45:56,1,false,email,app\n",
			"82815f3d76e17c65742a075e1ac11eb6139c2dcdbe45dc40d17b437fa731b28e",
		},
		{
			"mentions", 9190,
			"time,brand,source,domain,author,sentiment,emotion,audience,polarity,text\n" +
				"2025-01-01T00:13:36Z,Cobalt,blogs,homelife.example,u1346,neutral,,757,0.15,Does anyone know how long Cobalt takes to deliver a table?\n",
			"c4f3d92d690e5f26dba65aa64871e5441e0956205f0182977abe936cdfbefe10",
		},
		{
			"subscriptions", 904,
			"customer,plan,start,end,price,segment\n" +
				"C0008,plus,2023-01-10,,19.90,web\n",
			"6aafaacd3799e3e4159f1ec2c1b7d09d505804d28a34ccba3beebe5a327e8b77",
		},
		{
			"visits", 43818,
			"time,customer,step,segment\n" +
				"2025-01-01 07:52:53,V3537,visit,store\n",
			"5853566d3f2f7aca9ad9d996927ca5a74e5be51493f44e346a8a36a9fc1a490d",
		},
		{
			"spend", 49,
			"time,amount,channel,segment\n" +
				"2025-01-01,720.00,search,web\n",
			"0836d8cff00bcf535c38b4561ee275dc43e74023b59e61f27cb4174879ca13cc",
		},
	}
	one, two := shop.New(), shop.New()
	if len(want) != len(shop.Kinds()) {
		t.Errorf("%d kinds, want %d", len(shop.Kinds()), len(want))
	}
	for _, w := range want {
		got := write(t, one, w.kind)
		if !bytes.Equal(got, write(t, two, w.kind)) {
			t.Errorf("%s: two shops differ", w.kind)
		}
		lines := strings.SplitAfter(string(got), "\n")
		if n := len(lines) - 1; n != w.lines {
			t.Errorf("%s: %d lines, want %d", w.kind, n, w.lines)
		}
		if first := lines[0] + lines[1]; first != w.first {
			t.Errorf("%s starts\n%swant\n%s", w.kind, first, w.first)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(got)); sum != w.sum {
			t.Errorf("%s: SHA-256 %s, want %s", w.kind, sum, w.sum)
		}
	}
}

func TestAnUnknownKindIsAnError(t *testing.T) {
	err := shop.New().Write("order", &bytes.Buffer{})
	if want := `shop: no kind "order", only orders, surveys, tickets, mentions, subscriptions, visits, spend`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFailedWriteIsReported(t *testing.T) {
	s := shop.New()
	for _, kind := range shop.Kinds() {
		if err := s.Write(kind, full{}); !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want %v", kind, err, errFull)
		}
	}
}

func BenchmarkShop(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := shop.New()
		for _, kind := range shop.Kinds() {
			write(b, s, kind)
		}
	}
}
