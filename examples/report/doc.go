// Report prints the customer-engagement KPIs of a set of CSV files: one table a
// family, by period and by segment, with the change from one period to the next.
// Without a file it shows a simulated shop of twelve months, so that it runs
// offline on a fresh machine.
//
//	go run ./examples/report
//	go run ./examples/report -orders orders.csv.gz -by country
//	go run ./examples/report -orders orders.csv -surveys surveys.csv -margin 0.3 -format json
//	go run ./examples/report -format html > report.html
//
// It reads every file once; a flag may be given several times for files of one kind. With -save
// a run writes what it has read to a file, with which a later one begins: yesterday's files are
// not read again, and the report is to the byte that of one run over all of them. Flags on which
// the figures depend have to be those of the run that saved. Bad lines go to stderr with file, line, column and
// reason; the first five of a file are shown, all are counted in the output. Above
// -max-bad of them the exit status is 2, after the figures. An error stops it with exit
// status 1: a flag that is wrong, a file without a needed column, a compressed file that
// ends in the middle.
//
// # Flags
//
//	-orders file         order lines                           KPIs 8, 9, 11, 12, 13, 14, 17, 18, 19
//	-surveys file        survey invitations and answers        1, 2, 3, 10
//	-tickets file        support tickets                       4, 5
//	-mentions file       public mentions of brands             20, 21, 22, 23
//	-subscriptions file  stays of subscribers                  6, 7, 8, 11
//	-visits file         steps of visits                       15, 16
//	-spend file          marketing spend                       13, 14
//	-save file           to save what was read to, for -load
//	-load file           of -save to begin with; may be given several times
//	-strict              stop at the first bad line
//	-max-bad share       of bad lines of a file above which the exit status is 2; 1% by default
//
//	-comma sign          between fields: , ; | or tab; what the header has most of by default
//	-decimal sign        before decimals: . or , and the other between thousands; a point alone by default
//	-encoding encoding   utf-8, utf-16, windows-1252 or iso-8859-15; by the beginning of the file by default
//	-time-format form    of times, as dd/mm/yyyy or dd.mm.yyyy hh:mm; excel for its days; see Files by default
//	-column names        of columns in the files, as customer=client,time=jour
//
//	-from date           leave out what is before this date, as 2025-01-31
//	-to date             leave out what is at or after this date; it also says that the data go up to it
//	-zone zone           of the calendar and of times without one, as Europe/Paris; UTC by default
//	-grain length        of a period: day, week (ISO), month, quarter or year; month by default
//	-by column           to segment by; by default segment or channel, for mentions without it source
//
//	-format format       text, json, csv or html; text by default
//	-lang language       of labels and sentences: en or fr; en by default
//	-v                   say on stderr what it took: lines, time, memory
//	-periods n           show the last n periods in text and in the tables of html, 0 for all; 6 by default
//
//	-cancelled prefix    of a cancelled order's number, before its digits; C by default, "" for none
//	-adjustment prefix   of an adjustment's number, before its digits; A by default, "" for none
//	-uncounted words     of the column status, of orders that do not count: cancelled, refunded, failed and others by default
//	-forecast            orders and revenue to expect in the next period, by segment, of the customers so far
//	-refunds             lines of an amount below 0 are refunds
//	-brand brand         whose mentions count; the others are its competitors
//	-steps names         of the steps of a visit, in order; visit,product,basket,order by default
//	-rule rule           of the funnel in the order of time, a preset of package funnel/event: posthog-ordered and others; clickhouse-strict-once by default
//	-window time         from the first step in which the others have to be done, as 30m or 7d; none by default
//	-nps-scale scale     0-10 or 1-10; 0-10 by default
//	-csat-scale scale    1-5, 1-10 or yes-no (1 or 0); 1-5 by default
//	-ces-scale scale     ease-7 or effort-5; ease-7 by default
//	-target time         in which a ticket should be answered, as 90m; 1h by default
//	-margin share        gross margin, a share of revenue in 0..1, for CLV as margin, payback and ROI
//	-lifetime periods    that a customer stays, for CLV; by default 1 / churn of -subscriptions
//
// # Files
//
// A file is CSV with a header line, and quotes as RFC 4180 has them; "-" is standard
// input. A quote that is not closed costs its own line: reading goes on at the next one
// that has the fields of the header, and stderr says what was skipped. Separator and encoding are seen from its beginning and told on stderr where they
// are not commas and UTF-8; a text that is neither UTF-8 nor has a byte order mark is
// taken for Windows-1252. Byte order marks, CRLF, gzip and zip with one file are accepted.
// Names of columns are compared by letters and digits, without case. Columns that are not
// listed are ignored, unless -by names one. Times are RFC 3339, "2006-01-02 15:04:05" with
// or without seconds, "UTC", "+01:00" or "+0100", "2006-01-02", or seconds or milliseconds
// since 1970. Whether 05/01/2025 is in January is never guessed: -time-format says it.
// Money is a decimal number with a point, or with a comma by -decimal; spaces may stand
// between thousands, and a currency at an end, which has to be the same in the column.
//
// Need says what must be there: "yes" a value on each line, "column" the column
// with cells that may be empty, "no" nothing.
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
// (1) One of the two must be there. A line that has both is worth its amount, one
// that has only a price is worth price × quantity.
//
// # Which lines count
//
// An order line counts where its order is neither cancelled nor an adjustment, by its
// number or by its status, its quantity is above 0 and its price is above 0; in a file with the column
// amount, an amount of 0 counts. An order is what counts of its lines; its time
// is the earliest of them, its segment that of the first. An order without a
// customer counts for baskets and revenue, not for figures of customers. Lines
// that are left out are counted by reason. A refund lowers the revenue, in the period of
// its line, and is not an order: it changes no number of orders, and makes nobody a
// customer. Refunds are the column refund of lines that count and, with -refunds, lines
// of an amount below 0, which are left out otherwise. First and later baskets are those
// that were ordered. A ticket answered at or after -to is
// one that waits, and a subscription that ends then one that runs: nothing after
// -to is known. A subscription that ends at midnight of 1 April is churn of April,
// one that begins then is new in April.
//
// # Figures
//
// A period is complete where the data cover it: from -from, or the day of the
// first event, up to -to, or the day of the last. Changes are only between
// complete periods. Totals are of all events together: a customer of two periods
// or segments counts once. Only churn and retention rates are there the mean over
// the periods. CLV is
//
//	spend per customer / periods with data × lifetime in periods
//
// which is too low for customers who came late. A first order is the first in the
// data: customers won are those who have theirs in the period; the first period, where that would be
// everybody, is left out of the acquisition cost.
//
// The funnel counts who did each step at any time. The one in the order of time, with
// -rule and -window, counts who did them one after the other, and says how long it took;
// its figures are in JSON and CSV without these flags, too, but for the times.
//
// With -forecast models of repeat buying (BG/NBD and MBG/NBD, with customers who buy at
// random or in a rhythm, and Gamma-Gamma for the amounts) say what to expect of the first
// period that begins where the data end: of the customers so far, so that new ones come on
// top. Of the fits that the data determine the likeliest is taken; where there is none,
// the report says why, and no number. One fit is of all customers; a customer is of the
// segment of their latest order. Orders of one day count as one. The interval is of what
// will come: by what the fit does not know, and by what customers do. In 198 simulated
// shops of 400 customers it held the orders of 184 and the revenue of 185. The models know
// no season: expect Christmas to be above it.
//
// Rates, means and nets are estimates with an interval at 95%. Its unit is the customer,
// and of mentions the author: rows of one customer are alike, and say less than as many
// rows of different ones. A row without a customer counts as one of its own, and lines of
// an order without a customer as those of one. The interval of a change knows the
// customers of both periods for baskets, spend, answers, participation, tickets, order
// lines and mentions. For retention, repurchase, churn, conversion and multi-product
// customers it takes the two periods as independent, and is somewhat too wide or too
// narrow. Medians and percentiles of response times, and shares of voice of competitors,
// take each row as independent. A later basket has no interval. Percentiles are within
// 1/128 of the exact ones. All other figures are exact.
//
// # Text
//
// A table shows the last periods; of the last two complete ones the interval of
// the later at 95% and the change; the total, and the total of the five largest
// segments. Shares change in
// percentage points, counts and amounts in percent of the earlier one. Marks:
//
//	mark  meaning
//	-     not defined, as a rate of nobody
//	~     the change may be noise: its interval at 95% holds 0; counts and amounts have none
//	*     the data cover only a part of the period
//
// The last block, KPI 24, says in a few sentences what changed most between the
// last two complete periods, and in which segment: of the estimates those that
// hold up with all others at once (Holm), of the counts the largest; and the
// clearest change of all periods. Below the table of each family with such a change
// stands why it came about: what the segments did themselves, and what their mix did;
// of revenue, what customers, orders per customer and the basket did.
//
// # Page
//
// With -format html it writes one page that stands alone: tables and charts in light,
// dark and print, without a script. Charts show all periods (60 at most) with their
// intervals, and have their figures below them. The page says what the text says; a
// figure stands on it as it stands in the JSON.
//
// # JSON and CSV
//
// Both have the same records, one a figure, period and segment. JSON is an object
// of version (1), simulated, grain, zone, from, to, periods, partial_periods,
// records, summary (the sentences), why (of each family, the key and why it changed),
// triangles (cohorts of buyers: how many came back, and what they spent, by age), alarms (days of
// negative mentions) and forecasts (key, the key of the same figure until now, period and
// model); CSV has the records alone, with these
// names as header:
//
//	family     package of the KPI, or input for the numbers of lines of a kind of file
//	kpi        number in the catalogue, 1..23
//	key        stable name of the figure
//	name       label, in the language
//	unit       share (1 is 100%), points, score, money, count, number, ratio, periods, seconds
//	period     as 2025-03, or empty for all
//	segment    or empty for all
//	value      exact: a decimal, as 4.25; a fraction where no decimal is exact, as 89/6; of a rate its counts, as 1250/5000
//	text       value as text shows it
//	low, high  ends of the interval, to nine digits
//	change     exact difference from the period before, where both are complete
//	change_low, change_high
//	           ends of its interval, to nine digits
//	noise      true where the change may be noise, false where not, else empty
//	undefined  why there is no value
//	missing    flag or column without which there is none
//
// In JSON value, text and change are strings, so that no reader rounds them; the
// ends of intervals are numbers; what a record does not have is left out. Nothing
// is ever NaN. Names and keys stay within a version, new ones may come.
//
// # Memory
//
// Memory does not grow with the lines, but with what is kept of those in them. Of orders
// that is, for each customer
//
//	120 bytes    and their text
//	60 bytes     more per segment, for their first order
//	50 bytes     more per period and segment in which they bought
//
// and, where the lines of an order may stand apart, 100 bytes and the text per order: so it
// is where the numbers of orders do not rise, or an order is of two segments or periods, and with
// -save and -load, because other files may have lines of any. With
// a column of sales (first, cross-sell, up-sell) customers take 100 bytes more per period and
// segment, twice. For a moment the report needs 300 bytes more for each customer of the
// largest period. Of surveys, tickets and mentions, each figure of rows has two sums, of some
// 100 bytes, per customer and period. The steps of visits are kept, because their order is
// known then; of tickets only those that may still be answered in time when the data end.
package main
