package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagramCommandTest {
    @TempDir Path directory;
    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
        write("once", "summary: Doubles\nsteps: {it: {model: double}}\n");
        write(
                "twice",
                "summary: Doubles twice\nsteps: {a: {endpoint: once}, b: {model: double, inputs: {x: a.y}}}\n");
        write("broken", "summary: x\n");
    }

    private void write(String endpoint, String content) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(folder.resolve(endpoint + ".yaml"), content);
    }

    @Test
    void endpoint_named_isPrintedForMermaid() {
        Run run = RecordedTerminal.run("diagram", system, "--endpoint", "twice");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith(
                        """
                        flowchart TB
                          n0(["request<br/>x: float32 [1]"]):::request
                          n1[["a<br/>endpoint once"]]:::endpoint
                          n2["b<br/>double"]:::model
                          n3(["answer<br/>y"]):::answer
                          n0 -->|"x"| n1
                          n1 -->|"y"| n2
                          n2 -->|"y"| n3
                        """);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void endpoint_expanded_hasWhatItCallsInside() {
        Run run = RecordedTerminal.run("diagram", system, "--endpoint", "twice", "--expand");

        assertThat(run.out()).contains("subgraph n1[\"a<br/>endpoint once\"]", "it<br/>double");
    }

    @Test
    void format_svgIntoAFile_isWrittenThere() throws IOException {
        Path file = directory.resolve("twice.svg");

        Run run =
                RecordedTerminal.run(
                        "diagram",
                        system,
                        "--endpoint",
                        "twice",
                        "--format",
                        "svg",
                        "--output",
                        file.toString());

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("wrote " + file);
        assertThat(Files.readString(file)).startsWith("<svg ").contains("Doubles twice");
    }

    @Test
    void endpoint_leftOutOrUnknownOrBroken_isAProblemWithTheRemedy() {
        Run none = RecordedTerminal.run("diagram", system);
        Run unknown = RecordedTerminal.run("diagram", system, "--endpoint", "twise");
        Run broken = RecordedTerminal.run("diagram", system, "--endpoint", "broken");

        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("name one of use-cases,", "--endpoint broken, once, twice");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("no endpoint 'twise'; did you mean 'twice'?");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err()).contains("'broken' cannot be read", "steps", "berth check");
    }

    @Test
    void views_arePrintedInEachForm_andMistakesAreProblems() {
        assertThat(RecordedTerminal.run("diagram", system, "components").out())
                .startsWith("flowchart LR")
                .contains("twice<br/>endpoint", "Legend");
        assertThat(RecordedTerminal.run("diagram", system, "ownership", "--format", "svg").out())
                .startsWith("<svg ");
        assertThat(RecordedTerminal.run("diagram", system, "--format", "html").out())
                .startsWith("<!DOCTYPE html>")
                .contains("id=\"availability\"");
        assertThat(RecordedTerminal.run("diagram", system, "--format", "structurizr").out())
                .startsWith("workspace ");
        Run unknown = RecordedTerminal.run("diagram", system, "component");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'components'?");
        Run both = RecordedTerminal.run("diagram", system, "components", "--endpoint", "once");
        assertThat(both.err()).contains("--endpoint with the view components");
    }

    @Test
    void system_withoutEndpoints_saysWhereTheyAreDescribed() throws IOException {
        for (String name : new String[] {"once", "twice", "broken"}) {
            Files.delete(directory.resolve("endpoints/" + name + ".yaml"));
        }
        Run run = RecordedTerminal.run("diagram", system, "--endpoint", "once");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no endpoint in ", "docs/guides/endpoints.md");
    }
}
