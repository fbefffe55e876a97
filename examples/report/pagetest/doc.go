// Package pagetest looks at the page of the report in a browser: headless Chromium, light
// and dark, wide and narrow, in English and French. It is a module of its own, so that
// the browser's protocol does not weigh on the library. It needs chromium, and axe-core by
//
//	npm ci
//
// With KPI_SHOTS set to a folder it writes pictures of the page into it.
package pagetest
