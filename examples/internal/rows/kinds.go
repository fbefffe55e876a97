package rows

import (
	"io"
	"math"
	"time"

	"github.com/shopspring/decimal"
)

// A Survey is one invitation to a survey, with its answer if there is one.
type Survey struct {
	Time     time.Time
	Customer string
	Kind     SurveyKind
	Answered bool
	Score    int64 // zero if not answered
	Segment  string
}

// A SurveyKind says which question was asked.
type SurveyKind string

// The kinds of survey.
const (
	NPS  SurveyKind = "nps"
	CSAT SurveyKind = "csat"
	CES  SurveyKind = "ces"
)

// Surveys reads survey invitations and answers. The error is a *[HeaderError].
func Surveys(r io.Reader, file string, o Options) (*Reader[Survey], error) {
	score := field("score", nullable, whole(math.MinInt64), func(s *Survey) *int64 { return &s.Score }, "answer", "rating")
	read := score.set
	score.set = func(s *Survey, text string) string {
		s.Answered = true
		return read(s, text)
	}
	return open(r, file, o, kind[Survey]{columns: []column[Survey]{
		field("time", required, newClock(o).parse, func(s *Survey) *time.Time { return &s.Time }, "date", "timestamp", "created_at"),
		field("customer", nullable, text, func(s *Survey) *string { return &s.Customer }, "customer_id", "user", "id"),
		field("kind", required, word(NPS, CSAT, CES), func(s *Survey) *SurveyKind { return &s.Kind }, "survey", "type"),
		score,
		field(segmentName, optional, text, func(s *Survey) *string { return &s.Segment }, "channel"),
	}})
}

// A Ticket is one request to the support.
type Ticket struct {
	Ticket        string
	Customer      string
	Created       time.Time
	FirstResponse time.Time // zero: not answered; still waiting unless Resolved
	Resolved      time.Time // zero: still open
	Contacts      int64     // how often the customer had to get in touch
	Reopened      bool
	Segment       string
}

// Tickets reads support tickets. The error is a *[HeaderError].
func Tickets(r io.Reader, file string, o Options) (*Reader[Ticket], error) {
	return open(r, file, o, kind[Ticket]{
		columns: []column[Ticket]{
			field("ticket", optional, text, func(t *Ticket) *string { return &t.Ticket }, "ticket_id", "case"),
			field("customer", optional, text, func(t *Ticket) *string { return &t.Customer }, "customer_id", "user", "id"),
			field("created", required, newClock(o).parse, func(t *Ticket) *time.Time { return &t.Created }, "created_at", "time", "opened"),
			field("first_response", nullable, newClock(o).parse, func(t *Ticket) *time.Time { return &t.FirstResponse }, "first_response_at", "answered"),
			field("resolved", nullable, newClock(o).parse, func(t *Ticket) *time.Time { return &t.Resolved }, "resolved_at", "closed"),
			field("contacts", optional, whole(0), func(t *Ticket) *int64 { return &t.Contacts }, "contact_count"),
			field("reopened", optional, flag, func(t *Ticket) *bool { return &t.Reopened }),
			field(segmentName, optional, text, func(t *Ticket) *string { return &t.Segment }, "channel"),
		},
		blank: Ticket{Contacts: 1},
	})
}

// A Mention is one public text that names a brand.
type Mention struct {
	Time      time.Time
	Brand     string
	Source    string // facebook, news ...
	Domain    string
	Author    string
	Sentiment Sentiment
	Emotion   Emotion             // empty: none found
	Audience  int64               // people who may have seen it
	Polarity  decimal.NullDecimal // in -1..1
	Segment   string
}

// A Sentiment is the tone of a mention.
type Sentiment string

// The sentiments.
const (
	Positive Sentiment = "positive"
	Neutral  Sentiment = "neutral"
	Negative Sentiment = "negative"
)

// An Emotion is the feeling that a mention shows.
type Emotion string

// The emotions.
const (
	Admiration Emotion = "admiration"
	Joy        Emotion = "joy"
	Disgust    Emotion = "disgust"
	Sadness    Emotion = "sadness"
	Fear       Emotion = "fear"
	Anger      Emotion = "anger"
)

// Mentions reads mentions of brands. The error is a *[HeaderError].
func Mentions(r io.Reader, file string, o Options) (*Reader[Mention], error) {
	return open(r, file, o, kind[Mention]{columns: []column[Mention]{
		field("time", required, newClock(o).parse, func(m *Mention) *time.Time { return &m.Time }, "date", "timestamp", "created_at"),
		field("brand", optional, text, func(m *Mention) *string { return &m.Brand }),
		field("source", required, text, func(m *Mention) *string { return &m.Source }, "network"),
		field("domain", optional, text, func(m *Mention) *string { return &m.Domain }, "site"),
		field("author", optional, text, func(m *Mention) *string { return &m.Author }, "author_id", "user"),
		field("sentiment", required, word(Positive, Neutral, Negative), func(m *Mention) *Sentiment { return &m.Sentiment }),
		field("emotion", optional, word(Admiration, Joy, Disgust, Sadness, Fear, Anger), func(m *Mention) *Emotion { return &m.Emotion }),
		field("audience", optional, whole(0), func(m *Mention) *int64 { return &m.Audience }, "reach", "followers"),
		field("polarity", optional, polarityOf(newAmounts(o)), func(m *Mention) *decimal.NullDecimal { return &m.Polarity }),
		field(segmentName, optional, text, func(m *Mention) *string { return &m.Segment }, "channel"),
	}})
}

// A Subscription is one customer's stay on one plan.
type Subscription struct {
	Customer string
	Plan     string
	Start    time.Time
	End      time.Time       // the first moment without it; zero: still running
	Price    decimal.Decimal // of one month
	Segment  string
}

// Subscriptions reads subscriptions. The error is a *[HeaderError].
func Subscriptions(r io.Reader, file string, o Options) (*Reader[Subscription], error) {
	return open(r, file, o, kind[Subscription]{columns: []column[Subscription]{
		field("customer", required, text, func(s *Subscription) *string { return &s.Customer }, "customer_id", "user", "id"),
		field("plan", optional, text, func(s *Subscription) *string { return &s.Plan }, "product"),
		field("start", required, newClock(o).parse, func(s *Subscription) *time.Time { return &s.Start }, "start_date", "started"),
		field("end", nullable, newClock(o).parse, func(s *Subscription) *time.Time { return &s.End }, "end_date", "ended"),
		field("price", required, newAmounts(o).money, func(s *Subscription) *decimal.Decimal { return &s.Price }, "amount", "mrr"),
		field(segmentName, optional, text, func(s *Subscription) *string { return &s.Segment }, "channel"),
	}})
}

// A Visit is one step that a visitor reached.
type Visit struct {
	Time     time.Time
	Customer string // the visitor, who may never have bought
	Step     string
	Segment  string
}

// Visits reads the steps of visits. The error is a *[HeaderError].
func Visits(r io.Reader, file string, o Options) (*Reader[Visit], error) {
	return open(r, file, o, kind[Visit]{columns: []column[Visit]{
		field("time", required, newClock(o).parse, func(v *Visit) *time.Time { return &v.Time }, "date", "timestamp", "created_at"),
		field("customer", required, text, func(v *Visit) *string { return &v.Customer }, "visitor", "customer_id", "user"),
		field("step", required, text, func(v *Visit) *string { return &v.Step }, "event"),
		field(segmentName, optional, text, func(v *Visit) *string { return &v.Segment }, "channel"),
	}})
}

// A Spend is an amount spent on marketing.
type Spend struct {
	Time    time.Time
	Amount  decimal.Decimal
	Segment string
}

// Spends reads marketing spend. The error is a *[HeaderError].
func Spends(r io.Reader, file string, o Options) (*Reader[Spend], error) {
	return open(r, file, o, kind[Spend]{columns: []column[Spend]{
		field("time", required, newClock(o).parse, func(s *Spend) *time.Time { return &s.Time }, "date", "month"),
		field("amount", required, newAmounts(o).money, func(s *Spend) *decimal.Decimal { return &s.Amount }, "cost", "spend", "value"),
		field(segmentName, optional, text, func(s *Spend) *string { return &s.Segment }, "channel"),
	}})
}
