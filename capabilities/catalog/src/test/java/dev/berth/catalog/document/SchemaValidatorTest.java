package dev.berth.catalog.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaValidatorTest {
    private static final int MUTATIONS = 500 * Integer.getInteger("berth.cases.factor", 1);

    private static List<String> check(String yaml, Schema schema) {
        Document document =
                DocumentReader.read(Path.of("f.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
        var log = new ValidationErrors(document);
        SchemaValidator.validate(document, schema, log);
        return log.sorted().stream().map(Object::toString).toList();
    }

    private static final String VALID =
            """
            {"summary": "s", "artifacts": {"model": "m.onnx", "other": {"source": "x", "file-name": "y"}},
             "runtime": {"executors": 2, "allow-spinning": false, "providers": ["cpu"], "options": {"a": 1}},
             "signature": {"batch": "N",
               "inputs": [{"name": "a", "type": "float32", "shape": ["N", 3], "meaning": "m", "range": {"min": 0}}],
               "outputs": [{"name": "b", "type": "string", "shape": ["N"], "meaning": "m", "categories": ["x", 1]}]},
             "encode": [{"step": "cel", "x": [1]}],
             "batch": {"max-size": 8, "max-queue-delay": "0ms", "buckets": {"s": [1, 2]}},
             "limits": {"timeout": "30s"}, "warm-up": 1}
            """;

    private static final String ENDPOINT =
            """
            {"summary": "s", "owner": "o", "inputs": [{"name": "a", "type": "int32", "meaning": "m", "shape": [2, "n"]}],
             "steps": {"one": {"model": "m@1", "inputs": {"x": "input.x"}, "timeout": "1s", "default-outputs": {"y": 0}},
               "two": {"compute": {"a": 1, "b": true}},
               "three": {"ensemble": [{"model": "m", "weight": 2}, {"model": "n"}], "combine": "vote"},
               "four": {"cascade": [{"model": "m", "accept": "y > 1"}, {"model": "n"}], "max-escalation-ratio": 0.5},
               "five": {"switch": [{"when": "true", "model": "m"}, {"model": "n"}], "for-each": "b in one.y"}},
             "outputs": {"y": "one.y", "z": {"value": "two.a", "unit": "1"}},
             "guards": {"g": {"on": "output", "clamp": {"y": {"min": 0, "max": 1}}, "failure-policy": "ignore"},
               "h": {"on": "input", "when": "true", "reject": "no"},
               "i": {"on": "input", "when": false, "replace": {"a": 1}}},
             "limits": {"timeout": "30s"}}
            """;

    private static final String FEATURES =
            """
            {"entities": {"a": {"join-key": "k", "type": "string", "meaning": "m", "owner": "o"}},
             "sources": {"s": {"parquet": ["a", "b"], "timestamp-column": "t", "created-timestamp-column": "c", "event-id-column": "i", "timezone": "UTC", "columns": {"t": "timestamp", "x": "float32[]"}},
               "u": {"jdbc": {"url": "jdbc-h2", "table": "t"}, "timestamp-column": "t", "columns": {"t": "timestamp"}},
               "w": {"stream": {"kafka": {"bootstrap-servers": "abc", "topic": "t"}, "allowed-lateness": "1d", "batch-source": {"csv": "x"}}, "timestamp-column": "t", "columns": {"t": "timestamp"}}},
             "views": {"v": {"version": 1, "summary": "s", "owner": "o", "tags": ["x"], "entities": {"a": "k"}, "source": "s", "sql": "select 1", "columns": {"k": "string"}, "ttl": "7d",
               "features": {"f": {"meaning": "m", "column": "x", "default": 1, "unit": "1"}, "g": {"meaning": "m", "aggregate": {"top": 3}, "input-column": "x", "filter": "x > 1", "bucket-by": "y", "window": {"sliding": "3h", "tile-size": "1h"}},
                 "h": {"meaning": "m", "aggregate": "mean", "window": "unbounded", "type": "float64"}}}},
             "on-demand": {"o": {"version": 2, "summary": "s", "inputs": {"t": "timestamp"}, "views": {"v": {"view": "v@1", "keys": {"k": "origin"}}}, "cache-ttl": "10m",
               "features": {"f": {"type": "bool", "meaning": "m", "expression": "true", "default": false}}}}}
            """;

    private static final String SYSTEM =
            """
            {"name": "n", "models": {"m": {"serve": "latest"}}, "anonymous": "allow", "public-routes": ["metrics"],
             "issuers": {"corp": {"issuer": "https-a", "audience": "b", "jwks": "file-k", "algorithms": ["ES256"]}},
             "remotes": {"europe": {"kubernetes": {"namespace": "a", "service": "b"}}},
             "consumers": {"shop": {"purpose": "p", "owner": "o", "models": ["m"], "features": ["v@1", "a-b"],
               "tokens": [{"issuer": "corp", "claims": {"azp": "x"}}],
               "quota": {"requests-per-second": 2.5, "burst": 3, "per-model": {"m": {"concurrent-requests": 1}}}, "management": true}}}
            """;

    @Test
    void verdicts_onMutationsOfASystem_areThoseOfACompleteValidator() throws IOException {
        compareWithOracle(SYSTEM, Schema.shipped("berth"), "/dev/berth/schema/berth.schema.json");
    }

    @Test
    void name_tooLong_isAnErrorAsOneOfOtherCharactersIs() {
        String name = "u".repeat(65);
        assertThat(check("consumers: {" + name + ": {purpose: p}}\n", Schema.shipped("berth")))
                .singleElement()
                .asString()
                .contains("/consumers/" + name, "expected: a consumer's name");
    }

    @Test
    void verdicts_onMutationsOfFeatures_areThoseOfACompleteValidator() throws IOException {
        compareWithOracle(
                FEATURES, Schema.shipped("features"), "/dev/berth/schema/features.schema.json");
    }

    @Test
    void key_misspelt_isReportedOnceWithTheRightOne() {
        List<String> errors = check("naem: x\n", Schema.shipped("berth"));
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst()).startsWith("f.yaml:1").endsWith("rename it to `name`");
    }

    @Test
    void keys_missing_areReportedEach() {
        assertThat(check("{}", Schema.shipped("model"))).hasSize(2);
    }

    @Test
    void verdicts_onMutations_areThoseOfACompleteValidator() throws IOException {
        compareWithOracle(VALID, Schema.shipped("model"), "/dev/berth/schema/model.schema.json");
    }

    @Test
    void verdicts_onMutationsOfAnEndpoint_areThoseOfACompleteValidator() throws IOException {
        compareWithOracle(
                ENDPOINT, Schema.shipped("endpoint"), "/dev/berth/schema/endpoint.schema.json");
    }

    /// Holds the verdict on a document that fits, and on mutations of it, against those of a
    /// complete validator.
    private static void compareWithOracle(String valid, Schema schema, String resource)
            throws IOException {
        assertThat(check(valid, schema)).isEmpty();
        long seed = 7;
        Random random = new Random(seed);
        var oracle =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(resource(resource));
        String[] fragments = {
            "1",
            "-1",
            "1.5",
            "\"x\"",
            "\"\"",
            "true",
            "[]",
            "{}",
            "[1, 1]",
            "{\"step\": 1}",
            "\"5m\"",
            "\"pad\"",
            "2.0",
            "\"float32\"",
            "70000"
        };
        int refused = 0;
        for (int round = 0; round < MUTATIONS; round++) {
            String mutated = mutate(valid, fragments[random.nextInt(fragments.length)], random);
            boolean expected = oracle.validate(mutated, InputFormat.JSON).isEmpty();
            assertThat(check(mutated, schema).isEmpty())
                    .as("seed %d round %d: %s", seed, round, mutated)
                    .isEqualTo(expected);
            refused += expected ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 4);
    }

    /// Replaces the value behind a random colon or comma, if it is a simple one, or a key.
    private static String mutate(String json, String fragment, Random random) {
        int[] colons =
                IntStream.range(0, json.length()).filter(i -> json.charAt(i) == ':').toArray();
        int colon = colons[random.nextInt(colons.length)];
        if (random.nextInt(4) == 0) {
            String longer = random.nextInt(4) == 0 ? "s".repeat(80) : "s";
            return json.substring(0, colon - 1) + longer + json.substring(colon - 1);
        }
        int end = endOfValue(json, colon + 1);
        return json.substring(0, colon + 1) + " " + fragment + json.substring(end);
    }

    private static int endOfValue(String json, int from) {
        int depth = 0;
        for (int i = from; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '{' || c == '[') {
                depth++;
            } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
                return i;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return json.length();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(SchemaValidatorTest.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
