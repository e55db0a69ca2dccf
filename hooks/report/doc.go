// Package report is the service report: what happened on a job, told to the customer, and its shorter sister, the brief for sales.
//
// There is one model. Facts are what may be told, gathered by package rules; Of turns them into a Report: sections of plain words, times,
// values, photos and a picture, in one language and with every word already written. The customer's page, the app's page, paper and PDF
// render that, and add no words of their own. What is not in Facts cannot leak: no pressure, no remarks, no positions, no serial numbers but
// those of parts that were put in or taken out.
//
// Pure: no storage, no network, no clock. The same facts give the same report, byte for byte.
package report
