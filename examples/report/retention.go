package main

import (
	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/retention"
)

// A retentionFamily is KPIs 8 to 10. The retention of subscribers is that of
// the churn family's counts.
type retentionFamily struct {
	calendar *calendar
	ledger   *ledger
	missing  string                              // why there are no buyers
	activity map[string]retention.ActivityResult // of buyers by segment; "" is all

	invitations *byCustomer[*retention.Participation, retention.ParticipationResult]
	invited     *cube[*retention.Participants[string]]
}

func newRetention(c *calendar, l *ledger) (f retentionFamily, err error) {
	f.calendar, f.ledger, f.missing = c, l, "-orders"
	f.invitations = newByCustomer(c, "-surveys", new(retention.Participation), (*retention.Participation).Result,
		figure(name{10, "participation", text{"Participation rate, of survey invitations", "Taux de participation, des invitations"}, percent, +1}, retention.ParticipationResult.Rate),
	)
	f.invited = newCube(c, "-surveys", new(retention.Participants[string]))
	return f, nil
}

func (f *retentionFamily) givenOrders() { f.missing = "" }

func (f *retentionFamily) givenSurveys() {
	f.invitations.missing, f.invited.missing = "", ""
}

func (f *retentionFamily) addSurvey(s spot, invitation *rows.Survey) error {
	if err := f.invitations.update(s, invitation.Customer, func(a *retention.Participation) error { return a.Add(invitation.Answered) }); err != nil {
		return err
	}
	if invitation.Customer == "" {
		return nil
	}
	return f.invited.update(s, func(people *retention.Participants[string]) error {
		if err := people.AddInvited(invitation.Customer); err != nil || !invitation.Answered {
			return err
		}
		return people.AddParticipant(invitation.Customer)
	})
}

// close works out who bought in which periods, and calls won with the number of customers
// who bought for the first time, by segment and period. Segment "" is all.
func (f *retentionFamily) close(won func(segment string, p kpi.Period, n uint64) error) error {
	f.activity = make(map[string]retention.ActivityResult)
	for _, segment := range append([]string{""}, f.ledger.segments(false)...) {
		a, err := retention.NewActivity[uint32](f.calendar.grain, f.calendar.zone)
		if err != nil {
			return err
		}
		if err := f.ledger.eachPeriod(segment, a.Add); err != nil {
			return err
		}
		f.activity[segment] = a.Result()
		for _, p := range f.activity[segment].NonEmpty {
			if err := won(segment, p.Period, p.New); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *retentionFamily) table(c *calendar, churn *churnFamily) (*table, error) {
	t := &table{calendar: c, family: "retention", title: text{"Retention, repurchase, participation", "Rétention, réachat, participation"}}
	t.note(f.missing, text{
		"The repurchase rate of a period is of orders within it, that of the total column of all orders. Retention in the total column is the mean over the periods.",
		"Le taux de réachat d'une période porte sur ses commandes, celui du total sur toutes. Dans la colonne du total, la rétention est la moyenne sur les périodes.",
	})
	if err := f.addCohorts(t); err != nil {
		return nil, err
	}
	if err := f.addActivity(t); err != nil {
		return nil, err
	}
	if err := churn.addRetention(t); err != nil {
		return nil, err
	}
	addBought(t, f.ledger, f.missing, false, (*bought).repurchase,
		figure(name{9, "repurchase_by_order", text{"Repurchase rate, by order", "Taux de réachat, par commande"}, percent, +1}, retention.RepurchaseResult.Rate),
	)
	addBought(t, f.ledger, f.missing, false, (*bought).byDay,
		figure(name{9, "repurchase_by_day", text{"Repurchase rate, by day", "Taux de réachat, par jour"}, percent, +1}, retention.ActivityResult.RepurchaseRate),
	)
	addBought(t, f.ledger, f.missing, false, (*bought).repurchase,
		figure(name{9, "purchase_frequency", text{"  purchase frequency (orders per customer)", "  fréquence d'achat (commandes par client)"}, number, +1}, retention.RepurchaseResult.Frequency),
	)
	if err := f.invitations.addLines(t); err != nil {
		return nil, err
	}
	return t, addLines(t, f.invited, (*retention.Participants[string]).Result,
		figure(name{10, "participation_of_customers", text{"Participation rate, of customers invited", "Taux de participation, des clients invités"}, percent, +1}, retention.ParticipationResult.Rate),
		count(name{10, "customers_invited", text{"  customers invited", "  clients invités"}, quantity, 0}, func(r retention.ParticipationResult) uint64 { return r.Invited }),
	)
}

// addActivity adds the lines of buyers by period. In the total column stand
// the customers of all periods, and the rates' mean over them.
func (f *retentionFamily) addActivity(t *table) error {
	rate := t.line(name{8, "retention", text{"Retention rate of buyers, on the period before", "Taux de rétention des acheteurs"}, percent, +1}, f.missing)
	counts := []struct {
		*line
		of func(retention.ActivityPeriod) uint64
	}{
		{t.line(name{8, "customers_active", text{"  customers who bought", "  clients acheteurs"}, quantity, +1}, f.missing), func(p retention.ActivityPeriod) uint64 { return p.Active }},
		{t.line(name{8, "customers_new", text{"  new", "  nouveaux"}, quantity, +1}, f.missing), func(p retention.ActivityPeriod) uint64 { return p.New }},
		{t.line(name{8, "customers_retained", text{"  retained from the period before", "  conservés de la période précédente"}, quantity, +1}, f.missing), func(p retention.ActivityPeriod) uint64 { return p.Retained }},
		{t.line(name{8, "customers_reactivated", text{"  reactivated", "  réactivés"}, quantity, +1}, f.missing), func(p retention.ActivityPeriod) uint64 { return p.Reactivated }},
		{t.line(name{8, "customers_lost", text{"  lost since the period before", "  perdus depuis la période précédente"}, quantity, -1}, f.missing), func(p retention.ActivityPeriod) uint64 { return p.Lost }},
	}
	if f.missing != "" {
		return nil
	}
	for segment, r := range f.activity {
		var retained, before uint64
		for p := range r.Periods() {
			s := slot{segment, p.Period.Index()}
			figure, err := p.Rate()
			rate.put(s)(figure, err)
			for _, l := range counts {
				l.put(s)(countFigure(l.of(p)), nil)
			}
			retained += p.Retained
			before += p.Retained + p.Lost
		}
		total := slot{segment, whole}
		pooled, err := kpi.NewRate(retained, before)
		rate.put(total)(pooled, err)
		counts[0].put(total)(countFigure(r.Customers), nil)
	}
	return nil
}
