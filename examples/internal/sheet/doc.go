// Package sheet lays out the figures of a report: a [Document] is all that the
// report says, and it is written as text, JSON, CSV or a page in HTML. All four
// say the same, in English or French.
//
// A program fills a Document by hand or from its accumulators; nothing here
// knows where the figures come from. Cells hold a figure thrice: exact, as text
// in the language of the document, and as a number to place it in a chart.
package sheet
