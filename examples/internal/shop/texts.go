package shop

import "strings"

// What people write, by what they feel; % is the brand. Of the bad week, all
// texts are of one thing.
var (
	admiring = []string{
		"Hats off to %, impressive service and a brilliant shop",
		"% is simply the best, I admire how they care about details",
		"So impressed by the people of %, amazing work",
	}
	joyful = []string{
		"So happy with my new table from %, love it!",
		"My order from % came a day early, what a great surprise :)",
		"Yay, the sale at % is on, I am delighted",
		"Had such a good time in the store of % today, lovely people",
	}
	pleased = []string{
		"% delivers fast and the quality is good",
		"Nice chair from %, easy to assemble and comfortable",
		"Good prices at % this week, can recommend",
	}
	plain = []string{
		"Is the store of % open on Sunday?",
		"Comparing the desks of % with those of others",
		"% opens a second store in the centre in spring",
		"Does anyone know how long % takes to deliver a table?",
		"Ordered a lamp from % on Monday",
	}
	angry = []string{
		"I am furious, % charged me twice and nobody answers",
		"Third time that % delivers to the wrong address, unacceptable",
	}
	disgusted = []string{
		"The cushion from % smells disgusting, gross",
		"Revolting how dirty the box from % was",
	}
	sad = []string{
		"Sadly my parcel from % got lost, so disappointed",
		"Miserable, the vase from % arrived broken",
	}
	afraid = []string{
		"I worry that % will never send my money back",
		"Scared to sit on this chair from %, it shakes",
	}
	displeased = []string{
		"% is slow and the app is annoying",
		"Bad quality, I regret buying a shelf at %",
	}

	recallAngry = []string{
		"% knew that the #Lumo lamps catch fire and said nothing, I am furious about this recall",
		"The #Lumo recall is an outrage, % lied to us",
	}
	recallDisgusted = []string{
		"Disgusting how % sold the dangerous #Lumo lamps for months before the recall",
		"Shameful recall, % is a repulsive company",
	}
	recallSad    = []string{"So sad about the #Lumo recall, I trusted % and am disappointed"}
	recallAfraid = []string{
		"Is my #Lumo lamp going to catch fire? The recall of % scares me",
		"Terrified after the #Lumo recall, we had the lamp from % in the nursery",
	}
	recallBad   = []string{"The #Lumo recall of % is a disaster", "No answer from % about the #Lumo recall, terrible"}
	recallPlain = []string{"% recalls its #Lumo lamps after two fires", "How do I return a #Lumo lamp to % after the recall?"}
	recallGood  = []string{"Thanks to % for the quick refund after the #Lumo recall, well done"}
)

// text returns what a mention says.
func text(d dice, m mention) string {
	feelings := map[string][]string{
		"positive admiration": admiring, "positive joy": joyful, "positive ": pleased, "neutral ": plain,
		"negative anger": angry, "negative disgust": disgusted, "negative sadness": sad, "negative fear": afraid, "negative ": displeased,
	}
	if m.brand == "Alba" && badPress(m.time) {
		feelings = map[string][]string{
			"positive admiration": recallGood, "positive joy": recallGood, "positive ": recallGood, "neutral ": recallPlain,
			"negative anger": recallAngry, "negative disgust": recallDisgusted, "negative sadness": recallSad,
			"negative fear": recallAfraid, "negative ": recallBad,
		}
	}
	all := feelings[m.sentiment+" "+m.emotion]
	return strings.ReplaceAll(all[d.IntN(len(all))], "%", m.brand)
}
