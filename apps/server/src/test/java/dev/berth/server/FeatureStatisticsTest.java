package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.statistics.FeatureStatistics;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.statistics.Histogram;
import dev.berth.statistics.Histogram.Bin;
import dev.berth.statistics.NumericSummary;
import dev.berth.statistics.ValueStatistics.Numbers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Statistics of views by HTTP.
class FeatureStatisticsTest {
    private static final Instant FIRST = Instant.parse("2026-11-26T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-11-27T00:00:00Z");

    @TempDir Path directory;

    private final FakeFeatures features = new FakeFeatures(true);
    private TestServer server;

    @BeforeEach
    void start() {
        FakeFeatures.writeReader(directory);
        server =
                TestServer.start(
                        directory,
                        options -> options.withFeatures((folder, store, definitions) -> features));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ViewStatistics taken(Instant until, double value) {
        var spread =
                new NumericSummary(
                        value,
                        value,
                        value,
                        0,
                        Collections.nCopies(NumericSummary.SHARES.size(), value),
                        new Histogram(List.of(new Bin(value, value, 3))));
        return new ViewStatistics(
                ViewReference.of("flights", 2),
                until,
                until.plusSeconds(5),
                4,
                4,
                List.of(
                        new FeatureStatistics(
                                new FeatureName("delay"),
                                FeatureType.of(ValueType.FLOAT32),
                                3,
                                1,
                                0,
                                new Numbers(0, 0, 0, 0, Optional.of(spread)))));
    }

    @Test
    void statistics_withoutAnInstant_areTheLatest() {
        features.keep(taken(FIRST, 1.5));
        features.keep(taken(SECOND, 2.5));
        JsonNode answer = json(server.get("/v1/features/flights/statistics"));
        assertThat(answer.path("view").asText()).isEqualTo("flights@2");
        assertThat(answer.path("instants").toString())
                .isEqualTo("[\"2026-11-26T00:00:00Z\",\"2026-11-27T00:00:00Z\"]");
        JsonNode delay = answer.at("/statistics/features/delay");
        assertThat(delay.path("mean").asDouble()).isEqualTo(2.5);
        assertThat(delay.path("missing").asInt()).isEqualTo(1);
        assertThat(delay.at("/quantiles/p50").asDouble()).isEqualTo(2.5);
        assertThat(delay.path("histogram").toString())
                .isEqualTo("[{\"lower\":2.5,\"upper\":2.5,\"count\":3}]");
    }

    @Test
    void statistics_asOfAnInstant_areThose() {
        features.keep(taken(FIRST, 1.5));
        features.keep(taken(SECOND, 2.5));
        JsonNode answer =
                json(server.get("/v1/features/flights@2/statistics?until=2026-11-26T00:00:00Z"));
        assertThat(answer.at("/statistics/features/delay/mean").asDouble()).isEqualTo(1.5);
    }

    @Test
    void statistics_neverTaken_areLeftOut() {
        JsonNode answer = json(server.get("/v1/features/flights@1/statistics"));
        assertThat(answer.path("instants").isEmpty()).isTrue();
        assertThat(answer.has("statistics")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/features/flihgts/statistics, 404, feature-not-found",
        "/v1/features/flights@9/statistics, 404, feature-not-found",
        "/v1/features/flights@2/statistics?until=yesterday, 400, parameter-invalid",
        "/v1/features/flights@2/statistics?until=2020-01-01T00:00:00Z, 400, parameter-invalid",
        "/v1/features/flights@x/statistics, 400, name-invalid"
    })
    void question_withoutAnAnswer_isRefused(String path, int status, String code) {
        var response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("code").asText()).isEqualTo(code);
    }
}
