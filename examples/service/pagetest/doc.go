// Package pagetest looks at the page of the service in a browser, headless Chromium, light
// and dark, and compares its numbers with those of the API. It is a module of its own, so
// that the browser's protocol does not weigh on the service.
//
// With KPI_SHOTS set to a folder it writes pictures of the page into it.
package pagetest
