package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.Features;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.maintenance.Freshness;
import dev.berth.server.feature.FeatureListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureListingTest {
    @TempDir Path directory;

    @Test
    void views_areListedWithKeysAndExpectations() throws IOException {
        Files.writeString(directory.resolve("berth.yaml"), "name: test\n");
        Files.createDirectories(directory.resolve("features"));
        Files.writeString(
                directory.resolve("features/f.yaml"),
                """
                entities:
                  airport: {type: string, join-key: code, meaning: an airport}
                sources:
                  flights: {csv: flights.csv, timestamp-column: at, columns: {at: timestamp, origin: string, delay: float64}}
                views:
                  departures:
                    version: 1
                    summary: s
                    entities: {airport: origin}
                    source: flights
                    expectations: [{age: {max: 36h}, action: warn}, {rows: {min: 3}}]
                    features:
                      delay: {meaning: m}
                on-demand:
                  later:
                    version: 1
                    summary: s
                    inputs: {x: float64}
                    views:
                      here: {view: departures@1}
                      there: {view: departures@1, keys: {code: destination}}
                    features:
                      more: {type: float64, expression: here.delay + there.delay + request.x, meaning: m}
                """);
        FeatureDefinitions definitions =
                Catalog.open(directory).read().part(Features.class).definitions();
        JsonNode list =
                TestServer.JSON.readTree(
                        FeatureListing.write(definitions, Freshness.UNKNOWN).toBytes());
        assertThat(list.at("/views/0/expectations").toString())
                .isEqualTo(
                        "[{\"rule\":\"age of the newest event\",\"expected\":\"at most 36h\","
                                + "\"action\":\"warn\"},"
                                + "{\"rule\":\"rows\",\"expected\":\"at least 3\",\"action\":\"stop\"}]");
        assertThat(list.at("/views/1/name").asText()).isEqualTo("later");
        assertThat(list.at("/views/1/keys").toString())
                .isEqualTo("{\"code\":\"airport\",\"destination\":\"airport\"}");
    }
}
