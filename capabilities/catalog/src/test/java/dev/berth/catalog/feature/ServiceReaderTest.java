package dev.berth.catalog.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Descriptions of feature services, and every error in one.
class ServiceReaderTest {
    private static final String WHOLE =
            """
            entities:
              airport: {join-key: iata, type: string, meaning: an airport}
            sources:
              flights:
                parquet: data/flights.parquet
                timestamp-column: left
                columns: {left: timestamp, origin: string, delay: float64, seats: int64}
            views:
              departures:
                version: 2
                summary: how departures go
                entities: {airport: origin}
                source: flights
                features:
                  delay: {meaning: m}
                  seats: {meaning: m}
            on-demand:
              calendar:
                version: 1
                summary: s
                inputs: {time: timestamp}
                features:
                  hour: {type: int64, expression: request.time.getHours(), meaning: m}
            services:
              arrival-delay:
                version: 1
                summary: what the model reads
                owner: flights-team
                tags: [delay]
                features:
                  - {feature: "departures@2:delay", keys: {iata: origin}, as: delay_at_origin}
                  - {feature: "departures@2:delay", keys: {iata: destination}, as: delay_there}
                  - calendar@1:hour
              arrival-delay@2:
                summary: all of it
                features: [departures@2, calendar@1]
              arrival-delay@10:
                version: 10
                summary: less
                features: [calendar@1]
            """;

    @TempDir private Path folder;

    private Features read(String text) throws IOException {
        Files.writeString(folder.resolve("all.yaml"), text);
        return FeaturesReader.readAll(folder);
    }

    private static List<String> names(FeatureService service) {
        return service.features().stream().map(FeatureService.Entry::name).toList();
    }

    @Test
    void description_whole_isReadAsItStands() throws IOException {
        Features reading = read(WHOLE);
        assertThat(reading.errors()).isEmpty();
        FeatureDefinitions definitions = reading.definitions();
        FeatureService first = definitions.findService("arrival-delay@1").orElseThrow();
        assertThat(first.summary()).isEqualTo("what the model reads");
        assertThat(first.owner()).contains("flights-team");
        assertThat(first.tags()).containsExactly("delay");
        assertThat(names(first))
                .containsExactly("delay_at_origin", "delay_there", "calendar@1:hour");
        assertThat(first.features().getFirst().selection().fields())
                .isEqualTo(Map.of("iata", "origin"));
        assertThat(first.location().line()).isEqualTo(25);
        assertThat(names(definitions.findService("arrival-delay@2").orElseThrow()))
                .containsExactly("departures@2:delay", "departures@2:seats", "calendar@1:hour");
    }

    @Test
    void versions_areToldApartByNumber() throws IOException {
        FeatureDefinitions definitions = read(WHOLE).definitions();
        Optional<ServiceReference> ten = Optional.of(ServiceReference.of("arrival-delay", 10));
        for (String name :
                List.of(
                        "arrival-delay",
                        "arrival-delay@latest",
                        "arrival-delay@10",
                        "arrival-delay@v10")) {
            assertThat(definitions.findService(name).map(FeatureService::reference))
                    .as(name)
                    .isEqualTo(ten);
        }
        for (String name : List.of("arrival", "arrival-delay@3", "arrival-delay@", "a b", "@1")) {
            assertThat(definitions.findService(name)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "departures@2:delay", keys: {iata: origin} | "departures@2:dealy", keys: {iata: origin} | all.yaml:31 | did you mean 'delay'?
                    features: [departures@2, calendar@1]       | features: [departures@1, calendar@1]       | all.yaml:36 | version that is served: departures@2
                    features: [departures@2, calendar@1]       | features: [deprtures@2, calendar@1]        | all.yaml:36 | did you mean 'departures@2'?
                    features: [departures@2, calendar@1]       | features: [departures@2:delay, departures@2] | all.yaml:36 | the name 'departures@2:delay' again
                    as: delay_there                            | as: delay_at_origin                        | all.yaml:32 | the name 'delay_at_origin' again
                    keys: {iata: destination}                  | keys: {aita: destination}                  | all.yaml:32 | did you mean 'iata'?
                    - calendar@1:hour                          | - {feature: calendar@1, keys: {time: at}}  | all.yaml:33 | no keys
                    - calendar@1:hour                          | - {feature: calendar@1, as: hour}          | all.yaml:33 | `as` for one feature
                    - calendar@1:hour                          | - calendar:hour                            | all.yaml:33 | view@version
                    - calendar@1:hour                          | - {feature: "calendar@1:hour", key: x}     | all.yaml:33 | rename it to `keys`
                    version: 10                                | version: 3                                 | all.yaml:37 | the version that the key says
                    arrival-delay@2                            | arrival-delay@1                            | all.yaml:34 | each version once
                    arrival-delay@2                            | other                                      | all.yaml:34 | `version`, from 1 on
                    arrival-delay@2                            | 2nd                                        | all.yaml:34 | a name of letters
                    """)
    void error_isToldWithItsLineAndTheServiceIsLeftOut(
            String written, String instead, String line, String part) throws IOException {
        assertThat(WHOLE).contains(written);
        Features reading =
                read(WHOLE.replaceFirst(Pattern.quote(written), Matcher.quoteReplacement(instead)));
        assertThat(reading.errors()).hasSize(1);
        ValidationError error = reading.errors().getFirst();
        assertThat(error.toString()).contains(line).contains(part);
        assertThat(reading.definitions().services()).hasSize(2);
    }

    @Test
    void view_withAnErrorOfItsOwn_isToldOnce() throws IOException {
        Features reading = read(WHOLE.replace("seats: {meaning: m}", "chairs: {meaning: m}"));
        assertThat(reading.errors()).hasSize(1);
        assertThat(reading.definitions().services().keySet())
                .containsExactly(ServiceReference.of("arrival-delay", 10));
    }

    @Test
    void service_calledAsAModel_isAnError() {
        var system = new SystemOnDisk(folder);
        system.write("berth.yaml", "name: s\n");
        system.write("features/f.yaml", WHOLE);
        system.with("arrival-delay", "1", SystemOnDisk.PACKAGE);
        assertThat(system.catalog().check().errors())
                .isNotEmpty()
                .allSatisfy(
                        error ->
                                assertThat(error.toString())
                                        .contains("the name of a model too", "f.yaml"));
    }
}
