# Lutong 路通. The two commands of the front door are `make demo` and `make test`; Go 1.26 and node 20 are all they need.
export GOTOOLCHAIN := local
export CGO_ENABLED := 0
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
HTTP ?= 127.0.0.1:8090
WEB := pb_public
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public -type f 2>/dev/null) $(wildcard $(WEB)/*.html $(WEB)/*.ts $(WEB)/*.js $(WEB)/package.json)

FONT_PACKAGE := $(WEB)/node_modules/@expo-google-fonts/noto-sans-sc
FONTS := hooks/report/pdf/fonts

.PHONY: demo build web fonts licences test lint bench bench-search fuzz clean test-go test-web test-clients test-browser browser

demo: build ## install, build, make the demo organisation in ./demo_data if it is not there, serve on localhost
	@test -d demo_data || { bin/lutong demo --dir demo_data > demo_data.accounts || { rm -rf demo_data demo_data.accounts; exit 1; }; mv demo_data.accounts demo_data/accounts.txt; }
	@echo; cat demo_data/accounts.txt; echo; echo "路通 Lutong:  http://$(HTTP)   (Ctrl-C 停止 stops it)"; echo
	@exec bin/lutong serve --dir demo_data --http $(HTTP)

build: web fonts licences ## bin/lutong, one static binary with the web app inside
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/lutong .

web: $(WEB)/dist/index.html

fonts: $(FONTS)/Bold.ttf ## the Chinese font of printed reports, with its licence, into the binary

$(FONTS)/Bold.ttf: $(WEB)/node_modules/.package-lock.json
	cp $(FONT_PACKAGE)/LICENSE_FONT $(FONTS)/
	cp $(FONT_PACKAGE)/400Regular/NotoSansSC_400Regular.ttf $(FONTS)/Regular.ttf
	cp $(FONT_PACKAGE)/700Bold/NotoSansSC_700Bold.ttf $@
	@touch $@

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	cd $(WEB) && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(WEB_SOURCES)
	cd $(WEB) && npm run build || { rm -f dist/index.html; exit 1; }
	@touch $@

licences: $(WEB)/dist/licences-go.txt ## of what others made and the binary carries, for `lutong licences`

$(WEB)/dist/licences-go.txt: go.sum $(WEB)/dist/index.html
	.ci/licences > $@.new && mv $@.new $@

test: lint test-go test-web test-clients test-browser ## everything that guards the promises

test-go: web fonts browser
	go test ./...
	@if command -v gcc >/dev/null; then CGO_ENABLED=1 go test -race -skip '^Test(Hostile|Huge)Queries' ./hooks/fieldsync/... ./hooks/media ./hooks/rescue ./kb/search && \
		CGO_ENABLED=1 go test -race -run 'Pull|Push|Poke|Pace|Segment|RescueAt|Upload|Index|Herd' ./hooks; \
	else echo "no C compiler: the race detector was not run" >&2; fi

FUZZTIME ?= 30s
fuzz: web ## every fuzz target for $(FUZZTIME); their corpora run in `make test`
	@for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
		echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; done; done

test-web: $(WEB)/node_modules/.package-lock.json
	cd $(WEB) && npm test

test-clients: build ## RxDB and tus-js-client, which nobody here wrote, against the real binary
	cd $(WEB) && npm run test:clients

browser: ## chromium and Chinese fonts, by apt where we may
	@.ci/browser

test-browser: build browser
	cd $(WEB) && npx playwright test

lint: $(WEB)/node_modules/.package-lock.json
	@out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofmt: $$out"; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	cd $(WEB) && npm run check && npm run lint

bench: build ## speed, as ratios in one run
	go run ./hooks/bench
	go test -run '^$$' -bench . -benchtime 4x ./hooks/media
	go test -run '^$$' -bench '^BenchmarkReport$$' -benchtime 8x ./hooks
	@command -v chromium >/dev/null && node $(WEB)/tests/speed.mjs || echo "no chromium: the app's own speed was not measured"

# Collections with judged queries (their layout: README.md beside them); they are for measuring and not part of this repository.
BENCH ?= ../shared/bench/search
bench-search: $(WEB)/node_modules/.package-lock.json ## the search on every collection beside other embedded engines, against its targets
	go run ./kb/bench -dir $(BENCH)
	@command -v chromium >/dev/null && node $(WEB)/tests/tabletindex.mjs $(BENCH) || echo "the tablet's index was not measured, or missed a target (it needs chromium and $(BENCH))"

clean:
	rm -rf bin demo_data bench.json $(FONTS)/*.ttf $(FONTS)/LICENSE_FONT $(WEB)/dist $(WEB)/node_modules $(WEB)/test-results $(WEB)/playwright-report $(WEB)/screenshots
