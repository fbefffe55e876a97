// Command beam computes KPIs of any size of files on Apache Beam: the Net Promoter
// Score, the basket with customers as units, the repurchase rate, cohorts and the
// funnel in the order of time, by segment and month. It writes the table of the report
// (go doc github.com/customerkpi/kpi/examples/report), with the same bytes: figures,
// intervals and changes do not depend on how the rows were divided.
//
//	go run .                                        a simulated shop
//	go run . -orders 'orders-*.csv.gz' -visits 'visits-*.csv' -format csv
//
// It is a module of its own, so that Beam is not a dependency of the library. Files,
// columns and the rows that count are those of the report; a file is read in one piece,
// so that many files are many workers. Flags of Beam go with those of the program.
//
// # Any accumulator as a CombineFn
//
// combine.go has all that is needed, for every accumulator of the module:
//
//	combining   a CombineFn of elements that have a method AddTo
//	mergeFn     a CombineFn of states
//	bundling    a DoFn that adds up a bundle, so that states travel and not elements
//	encodeState the coder: the encoding of the library, registered by interface
//
// Without a coder Beam encodes the exported fields of a struct. An accumulator has none,
// nor has a time.Time or a decimal.Decimal, and Beam says nothing: elements hold times
// as seconds, and amounts in their binary form.
//
// # Windows of a stream, with late data
//
// windows.go is the shape for a stream that does not end: the score by segment in windows
// of an hour, and in days that slide by six hours. A window fires when the watermark passes
// its end, and again for what comes late. Its panes are states of what is new, and merge to
// the state of one pass over the window. Its tests run it on Prism with a stream whose
// watermark they set, and say what Prism does with what is too late.
//
// # Prism, in this process
//
//	go run .
//
// Prism is the runner by default. Everything runs on this machine, in one process.
//
// # Flink
//
//	docker run --net=host apache/beam_flink1.19_job_server:2.77.0 --flink-master=localhost:8081
//	go run . -runner flink -endpoint localhost:8099 -environment_type LOOPBACK \
//		-orders '/shared/orders-*.csv' -output /shared/table.txt
//
// The job server hands the pipeline to the cluster at flink-master. LOOPBACK has the
// workers of a cluster on this machine call back to this process; DOCKER, with
// -environment_config apache/beam_go_sdk:2.77.0, starts them on those of the cluster.
//
// # Spark
//
//	docker run --net=host apache/beam_spark3_job_server:2.77.0 --spark-master-url=spark://localhost:7077
//	go run . -runner spark -endpoint localhost:8099 -environment_type LOOPBACK \
//		-orders '/shared/orders-*.csv' -output /shared/table.txt
//
// As with Flink, files have to be where the workers are.
//
// # Dataflow
//
//	go run . -runner dataflow -project my-project -region europe-west1 \
//		-staging_location gs://my-bucket/staging -worker_machine_type n2-standard-4 \
//		-orders 'gs://my-bucket/orders-*.csv.gz' -output gs://my-bucket/table.txt
//
// Beam builds the program for the workers and stages it. It reads and writes gs://
// everywhere, and needs no file system that is shared.
//
// None of the three clusters was at hand: their flags are those of Beam's manual, and
// only Prism is tested.
//
// # What an element costs
//
// BenchmarkElement, in nanoseconds of the processor per answer, on a machine that was
// busy with other work (figures of one run stand in relation to each other):
//
//	loop      24   a map of accumulators in Go
//	dropped  856   a DoFn that does nothing: Beam's own cost, here with its reflection
//	bundled  592   added up per bundle, without reflection
//	combined 2151  combined by Beam, which looks up and caches a state per element
//
// # The size of the internet
//
// What 1e9 customers and 1e11 events take: 100 events of each customer. Measured, in
// processor time on the same busy machine, for integers as identities, 10 events per
// customer:
//
//	                       event, as columns   customer, encoded   in memory      decoded   merged
//	repurchase             29 ns                 4 bytes            21..43 bytes    124 ns    65 ns
//	cohorts by month       60 ns                20 bytes            about 80        348 ns
//	funnel of 3 steps      45 ns                no state (event.Of)
//	Beam, an element      600 ns
//
// An identity of 64 random bits takes 7 bytes more, one of text its length. The states of
// the NPS are some 50 bytes, whatever the number of answers.
//
// On one machine the rows are 1e11 × (600 + 134) ns = 73,000 s of a core, 20 hours. They
// are divided without loss: on 100 cores (25 machines of 4) 12 minutes. What is not
// divided decides:
//
//   - As this pipeline is, the total of all segments and months is one key. Its state has
//     all customers: 1e9 × (124 + 65) ns = 190 s on one core and 43 GB for the repurchase
//     rate, 80 GB for cohorts. That still fits a large machine, and is the bottleneck.
//     A bundle of 1e6 events has nearly 1e6 customers, so that states save nothing of the
//     way: 1e11 × 4 bytes for the repurchase rate, 1e11 × 20 for cohorts, 2.4 TB.
//   - Divided by customer first, into 1,024 shares, each row travels once: 1e11 × 24
//     bytes, 2.4 TB, at 100 MB/s and machine 16 minutes on 25 of them, 4 on 100. From
//     there no state leaves its share: 1e6 customers each, 43 MB for the repurchase rate
//     and 80 MB for cohorts, 43 and 80 GB in all. What goes on are results: counts add
//     up, a few hundred bytes per share, cell and KPI. A tree is not needed for 1,024 of
//     them; states of customers would merge in two levels of 32.
//
// So: 25 machines of 4 cores and 16 GB take about 28 minutes, 12 of the processor and 16
// of the network, and 100 machines 7. The bottleneck is the network, once, by customer;
// whoever stores the events by customer does without. For the same on one machine see
// Sibling, Share and Absorb of retention.Repurchase: its shares are put together without
// a look at a customer.
//
// To divide the pipeline by customer, a Cell needs a field for the share of the row's
// customer, and lineFn sums results of shares. Intervals with customers as units add
// up as well: they are made of sums over customers.
package main
