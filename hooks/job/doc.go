// Package job holds what a job sheet means, without storage or network: the fold of its timeline into a status, the text a customer
// signs, the short history a site keeps, and the clocks of the service agreement.
//
// The tablet computes the same things in TypeScript. Both prove themselves on the files in testdata, so a rule is changed there first.
// Nothing here reads a clock: `now` is an argument.
package job
