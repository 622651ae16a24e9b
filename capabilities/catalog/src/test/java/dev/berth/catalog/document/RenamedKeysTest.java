package dev.berth.catalog.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenamedKeysTest {
    private static String remedies(String yaml, Schema schema) {
        Path file = Path.of("file.yaml");
        Document document = DocumentReader.read(file, yaml.getBytes(StandardCharsets.UTF_8));
        var log = new ValidationErrors(document);
        SchemaValidator.validate(document, schema, log);
        return log.sorted().toString();
    }

    @ParameterizedTest
    @CsvSource({
        "batch, size-max, max-size",
        "batch, delay-max, max-queue-delay",
        "batch, when-shapes-differ, mixed-shapes",
        "limits, queue-rows-max, max-queue-rows",
        "limits, answer-max, max-response-bytes",
        "runtime, spinning, allow-spinning"
    })
    void oldKey_ofAModel_isAnErrorThatNamesTheNewOne(String section, String old, String now) {
        assertThat(remedies(section + ": {" + old + ": 8}\n", Schema.shipped("model")))
                .contains("the key '" + old + "'", "rename it to `" + now + "`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "traffic: {choose-by: input.a}                  | route-by",
                "traffic: {choose-by-header: true}              | route-by-header",
                "traffic: {shadows: {a: {in-place-of: {m: n}}}} | replace",
                "cache: {time-to-live: 1s}                      | ttl",
                "limits: {waiting-records: 1}                   | max-queued-records",
                "limits: {concurrent-records: 1}                | max-concurrent-records",
                "guards: {g: {on: input, if-it-fails: fail}}    | failure-policy",
                "steps: {s: {model: m, escalation-max: 0.1}}    | max-escalation-ratio",
                "steps: {s: {model: m, with: {a: 1}}}           | inputs",
                "steps: {s: {model: m, each: a in b.c}}         | for-each",
                "steps: {s: {model: m, otherwise: {a: 1}}}      | default-outputs",
                "steps: {s: {model: m, breaker: {}}}            | circuit-breaker",
                "steps: {s: {circuit-breaker: {failures: 1}}}   | failure-threshold",
                "steps: {s: {circuit-breaker: {pause: 1s}}}     | open-duration",
                "guards: {g: {on: input, fall-back: dark}}      | fallback",
                "guards: {g: {on: input, answer: {y: 1}}}       | respond",
                "fallback: {f: {answer: {y: 1}}}                | respond",
                "traffic: {shadows: {a: {share: 0.1}}}          | sample-ratio",
                "cache: {memory: 1MiB}                          | max-bytes",
                "slo: {latency: {within: 1s}}                   | threshold",
                "slo: {latency: {share: 0.9}}                   | target-ratio",
                "limits: {adaptive: true}                       | adaptive-concurrency"
            })
    void oldKey_ofAnEndpoint_isAnErrorThatNamesTheNewOne(String yaml, String now) {
        assertThat(remedies(yaml + "\n", Schema.shipped("endpoint")))
                .contains("rename it to `" + now + "`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "open-routes: [metrics]                                     | public-routes",
                "undeclared: allowed                                        | anonymous",
                "features: {log: 1}                                         | log-sample-ratio",
                "features: {materialize: 5m}                                | materialize-interval",
                "features: {authorities: a.pem}                             | ca-file",
                "remotes: {r: {certificate: a.pem}}                         | cert-file",
                "remotes: {r: {key: a.key}}                                 | key-file",
                "issuers: {i: {keys: 'file:k'}}                             | jwks",
                "consumers: {c: {purpose: p, identities: ['dns:a']}}        | certificate-identities",
                "consumers: {c: {purpose: p, quota: {each: {m: {}}}}}       | per-model"
            })
    void oldKey_ofASystem_isAnErrorThatNamesTheNewOne(String yaml, String now) {
        assertThat(remedies(yaml + "\n", Schema.shipped("berth")))
                .contains("rename it to `" + now + "`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "entities: {e: {key: k}}                                    | join-key",
                "sources: {s: {time: t}}                                    | timestamp-column",
                "sources: {s: {created: t}}                                 | created-timestamp-column",
                "sources: {s: {id: i}}                                      | event-id-column",
                "sources: {s: {zone: UTC}}                                  | timezone",
                "sources: {s: {epoch: millis}}                              | epoch-unit",
                "sources: {s: {stream: {lateness: 1d}}}                     | allowed-lateness",
                "sources: {s: {stream: {history: {csv: x}}}}                | batch-source",
                "sources: {s: {stream: {kafka: {servers: k}}}}              | bootstrap-servers",
                "sources: {s: {stream: {kafka: {mechanism: plain}}}}        | sasl-mechanism",
                "views: {v: {features: {f: {of: c}}}}                       | input-column",
                "views: {v: {features: {f: {where: c}}}}                    | filter",
                "views: {v: {features: {f: {by: c}}}}                       | bucket-by",
                "views: {v: {features: {f: {window: {tiles: 1h}}}}}         | tile-size",
                "on-demand: {v: {reads: {}}}                                | views",
                "on-demand: {v: {cached: 1m}}                               | cache-ttl"
            })
    void oldKey_ofFeatures_isAnErrorThatNamesTheNewOne(String yaml, String now) {
        assertThat(remedies(yaml + "\n", Schema.shipped("features")))
                .contains("rename it to `" + now + "`");
    }
}
