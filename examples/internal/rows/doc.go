// Package rows reads the CSV files of the customer report, line by line and
// typed: orders, survey answers, tickets, mentions, subscriptions, visits and
// marketing spend.
//
//	r, err := rows.Orders(f, "orders.csv", rows.Options{})
//	if err != nil {
//		return err // no header, or a column is missing
//	}
//	for order, err := range r.All() {
//		var bad *rows.Error
//		if errors.As(err, &bad) {
//			skipped++ // or stop here
//			continue
//		}
//		...
//	}
//
// # Files
//
// A file is text with a separator, as RFC 4180 has it, and starts with a header line;
// separator and encoding are seen from its beginning, or given by [Options]. A byte
// order mark and CRLF line ends are accepted. A file compressed by gzip, or the one file
// of a zip, is read as it is, whatever its name. Blank lines are
// skipped. The memory used does not grow with the file: a record may run over several
// lines within quotes, but not over more than 1 MiB. A quote that is not closed damages
// its own line: reading goes on at the next record that has the fields of the header, and
// a line that is a row by itself is never taken for the inside of a quoted field.
//
// # Columns
//
// Names are compared by their letters and digits only, without case: "Unit
// Price", "unit_price" and "UnitPrice" are one name. Where a file has several
// names of a column, the first in the order below is read. Columns that are
// not in the table are ignored, unless [Options].By names one.
//
// Need says what must be there: "yes" a value on each line, "column" the
// column with cells that may be empty, "no" nothing.
//
//	file           column          aliases                        need    value
//	orders         order           order_id, invoice, invoice_no  no      text; without it each line is an order of its own
//	               customer        customer_id, user, id          column  text; empty: not known
//	               time            date, timestamp, created_at    yes     time
//	               product         product_id, sku, item          no      text
//	               range           category                       no      text
//	               quantity        qty, cds                       no      whole number, negative for a return; 1 by default
//	               price           unit_price                     (1)     money, of one unit
//	               amount          value, total                   (1)     money, of the whole line
//	               sale                                           no      first, cross-sell or up-sell; first by default
//	               status          order_status, financial_status no      text: paid, cancelled ...
//	               refund          refund_amount, refunded_amount no      money given back of the line, 0 or more; 0 by default
//	               segment         channel                        no      text
//	surveys        time            date, timestamp, created_at    yes     time
//	               customer        customer_id, user, id          column  text
//	               kind            survey, type                   yes     nps, csat or ces
//	               score           answer, rating                 column  whole number; empty: invited, but no answer
//	               segment         channel                        no      text
//	tickets        ticket          ticket_id, case                no      text
//	               customer        customer_id, user, id          no      text
//	               created         created_at, time, opened       yes     time
//	               first_response  first_response_at, answered    column  time; empty: waits, or closed without an answer
//	               resolved        resolved_at, closed            column  time; empty: still open
//	               contacts        contact_count                  no      whole number >= 0; 1 by default
//	               reopened                                       no      true, false, yes, no, 1 or 0; false by default
//	               segment         channel                        no      text
//	mentions       time            date, timestamp, created_at    yes     time
//	               brand                                          no      text
//	               source          network                        yes     text: facebook, news ...
//	               domain          site                           no      text
//	               author          author_id, user                no      text
//	               sentiment                                      yes     positive, neutral or negative
//	               emotion                                        no      admiration, joy, disgust, sadness, fear or anger
//	               audience        reach, followers               no      whole number >= 0: people who may have seen it; 0 by default
//	               polarity                                       no      number in -1..1
//	               segment         channel                        no      text
//	subscriptions  customer        customer_id, user, id          yes     text
//	               plan            product                        no      text
//	               start           start_date, started            yes     time
//	               end             end_date, ended                column  time, the first moment without it; empty: still running
//	               price           amount, mrr                    yes     money, of one month
//	               segment         channel                        no      text
//	visits         time            date, timestamp, created_at    yes     time
//	               customer        visitor, customer_id, user     yes     text
//	               step            event                          yes     text: the name of a step of the funnel
//	               segment         channel                        no      text
//	spend          time            date, month                    yes     time
//	               amount          cost, spend, value             yes     money
//	               segment         channel                        no      text
//
// (1) One of price and amount must be there. A line that has both is worth its
// amount; a line that has only a price is worth price × quantity.
//
// Times are RFC 3339, "2006-01-02 15:04:05" with or without seconds and an offset,
// "2006-01-02", or seconds or milliseconds since 1970; those without a zone are read in
// [Options].Location. Money is a decimal number with a point, as 12.50 or -3.999, of at
// most 64 characters and an exponent in -64..64; spaces may stand between thousands, and
// one currency at an end.
//
// The readers check shape only: numbers, times and enumerated words. What a
// figure leaves out, such as returns or lines without a customer, is decided
// where the figure is made.
package rows
