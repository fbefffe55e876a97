package main

import (
	"strings"
	"testing"
)

const refundLines = `order,customer,time,amount,status,refund,segment
1,ann,2025-01-05,100,paid,,web
2,ann,2025-02-05,50,paid,20,web
3,bob,2025-02-06,30,Cancelled,,web
4,cid,2025-02-07,40,refunded,40,app
5,bob,2025-02-08,60,,,app
6,bob,2025-03-01,-60,,,app
7,,2025-03-02,10,,10,app
`

// Orders 1, 2, 5 and 7 count; 3 and 4 do not by their status, and 4's refund with them. Of
// ann's 150 and bob's 60 and the 10 of nobody, 20 and 10 are given back: 190 are left, of 4
// orders. With -refunds bob's 60 go as well: 130. First baskets are 100 and 60, the later
// one 50, whatever was given back. With a margin of 1, ROI is (revenue - 10) / 10.
func TestRefundsLowerTheRevenueAndAreNotOrders(t *testing.T) {
	path, spend := write(t, "orders", refundLines), write(t, "spend", "time,amount\n2025-02-01,10\n")
	for _, c := range []struct {
		args []string
		want map[place]string
	}{
		{nil, map[place]string{
			{"revenue", "", ""}: "190", {"revenue", "2025-02", ""}: "90", {"revenue", "2025-03", ""}: "0", {"revenue", "", "app"}: "60",
			{"revenue_with_customer", "", ""}: "190", {"spend_per_customer", "", ""}: "95", {"basket", "", ""}: "47.5", {"roi", "", ""}: "18",
			{"orders_left_out_quantity", "", ""}: "", {"orders_left_out_price", "", ""}: "1",
			{"orders_refunds", "", ""}: "2", {"orders_refunds_amount", "", ""}: "-30",
		}},
		{[]string{"-refunds"}, map[place]string{
			{"revenue", "", ""}: "130", {"revenue", "2025-02", ""}: "90", {"revenue", "2025-03", ""}: "-60", {"revenue", "", "app"}: "0",
			{"revenue_with_customer", "", ""}: "130", {"revenue_with_customer", "2025-03", ""}: "-60", {"spend_per_customer", "", ""}: "65", {"basket", "", ""}: "32.5", {"roi", "", ""}: "12",
			{"orders_left_out_price", "", ""}: "", {"customers", "2025-03", ""}: "0", {"orders_with_customer", "2025-03", ""}: "0",
			{"orders_refunds", "", ""}: "3", {"orders_refunds_amount", "", ""}: "-90",
		}},
		{[]string{"-refunds", "-uncounted", ""}, map[place]string{ // 30 and 40 - 40 more
			{"revenue", "", ""}: "160", {"orders", "", ""}: "6", {"customers", "", ""}: "3", {"orders_left_out_status_cancelled", "", ""}: "", {"orders_counted", "", ""}: "6", {"later_basket", "", ""}: "55",
			{"first_basket", "", ""}: "170/3", {"orders_left_out_status_refunded", "", ""}: "",
		}},
	} {
		_, got := figures(t, append([]string{"-orders", path, "-spend", spend, "-margin", "1"}, c.args...)...)
		if _, ok := c.want[place{"orders", "", ""}]; !ok {
			for at, v := range map[place]string{
				{"orders", "", ""}: "4", {"orders_with_customer", "", ""}: "3", {"customers", "", ""}: "2", {"first_basket", "", ""}: "80", {"later_basket", "", ""}: "50", {"later_orders", "", ""}: "1",
				{"orders_counted", "", ""}: "4", {"orders_counted_amount", "", ""}: "220", {"purchase_frequency", "", ""}: "1.5",
				{"orders_left_out_status_cancelled", "", ""}: "1", {"orders_left_out_status_cancelled_amount", "", ""}: "30", {"orders_left_out_status_refunded", "", ""}: "1",
			} {
				c.want[at] = v
			}
		}
		for at, v := range c.want {
			if got[at].Value != v {
				t.Errorf("%v: %v: %q, want %s", c.args, at, got[at].Value, v)
			}
		}
	}
}

// Lines that stand apart, other names of the columns and -column make no difference; what is
// no amount is a bad line.
func TestStatusAndRefundAreFoundByTheirNames(t *testing.T) {
	_, want := figures(t, "-orders", write(t, "orders", refundLines))
	renamed := strings.Replace(refundLines, "status,refund", "financial_status,Refund Amount", 1)
	mapped := strings.Replace(refundLines, "status,refund", "état,rendu", 1)
	lines := strings.SplitAfter(strings.TrimSpace(refundLines), "\n")
	apart := lines[0] + lines[5] + lines[6] + lines[1] + lines[2] + lines[3] + lines[4] + lines[7]
	for name, text := range map[string]string{"renamed": renamed, "mapped": mapped, "apart": apart} {
		args := []string{"-orders", write(t, "orders", text)}
		if name == "mapped" {
			args = append(args, "-column", "status=état,refund=rendu")
		}
		_, got := figures(t, args...)
		for at, w := range want {
			if got[at].Value != w.Value || got[at].Undefined != w.Undefined {
				t.Errorf("%s: %v: %q, want %q", name, at, got[at].Value, w.Value)
			}
		}
	}
	_, stderr := runs(t, "-orders", write(t, "orders", refundLines+"8,ann,2025-03-03,10,paid,-1,web\n9,ann,2025-03-03,10,paid,some,web\n"), "-max-bad", "1")
	for _, want := range []string{`:9: column refund: "-1": below 0`, `:10: column refund: "some": not a decimal number`} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %s in %s", want, stderr)
		}
	}
}

// The text says in both languages why orders do not count, and what was given back.
func TestRefundsAreTold(t *testing.T) {
	path := write(t, "orders", refundLines)
	for lang, want := range map[string][]string{
		"en": {"status cancelled, left out of all figures", "3  with a refund, which revenue is after", "-90.00"},
		"fr": {"statut «\u00a0cancelled\u00a0», exclues de tous les chiffres", "3  avec un remboursement, déduit du chiffre d'affaires", "-90,00"},
	} {
		out, _ := runs(t, "-orders", path, "-refunds", "-lang", lang)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q in\n%.1500s", lang, w, out)
			}
		}
	}
}
