package dev.berth.testkit.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemBuilderTest {
    @TempDir private Path folder;

    @Test
    void with_package_writesItsFilesAndDescription() {
        SystemBuilder.in(folder)
                .with("twice", PackageBuilder.threefold(2).with("limits: {max-queue-rows: 1}"));
        assertThat(folder.resolve("models/twice/1/model.txt"))
                .content()
                .contains("x float32 [N, 3]", "multiply: 2.0");
        assertThat(folder.resolve("models/twice/1/model.yaml"))
                .hasContent(
                        """
                        summary: A model of tests
                        artifacts:
                          model: model.txt
                        signature:
                          batch: N
                          inputs:
                            - {name: x, type: float32, shape: [N, 3], meaning: the field x}
                          outputs:
                            - {name: y, type: float32, shape: [N, 3], meaning: the field y}
                        runtime: {engine: fake}
                        limits: {max-queue-rows: 1}
                        """);
    }

    @Test
    void without_package_leavesNothingOfIt() {
        SystemBuilder.in(folder)
                .with("twice", PackageBuilder.scale(2))
                .without("twice", "1")
                .edit("berth.yaml", text -> text + "summary: s\n");
        assertThat(folder.resolve("models/twice")).isEmptyDirectory();
        assertThat(folder.resolve("berth.yaml")).hasContent("name: test\nsummary: s\n");
    }

    @Test
    void text_ofDefinitions_hasEntitiesSourcesAndViews() {
        assertThat(
                        new FeatureDefinitionsBuilder()
                                .entity("place", "string")
                                .source("visits", "csv: v.csv", "at: timestamp, place: string")
                                .view("visited@2", "visits", "place: place", "last: {column: at}")
                                .text())
                .isEqualTo(
                        """
                        entities:
                          place: {type: string, meaning: the entity place}
                        sources:
                          visits:
                            csv: v.csv
                            timestamp-column: at
                            columns: {at: timestamp, place: string}
                        views:
                          visited:
                            version: 2
                            summary: The view visited@2
                            entities: {place: place}
                            source: visits
                            features:
                              last: {column: at}
                        """);
    }
}
