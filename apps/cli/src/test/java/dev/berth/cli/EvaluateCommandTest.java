package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth evaluate` on a model that doubles a number.
class EvaluateCommandTest {
    @TempDir private Path folder;
    private Path system;

    @BeforeEach
    void write() throws IOException {
        system = ScaleSystem.in(folder.resolve("scale"));
        var csv = new StringBuilder("x,twice,half\n");
        for (int i = 0; i < 300; i++) {
            csv.append("[%d],%d,%s\n".formatted(i, 2 * i + i % 3 - 1, i < 100 ? "first" : "other"));
        }
        new SystemBuilder(system)
                .write("data/test.csv", csv.toString())
                .write(
                        "evaluations/doubling.yaml",
                        """
                        model: double
                        data: data/test.csv
                        task: regression
                        label: {column: twice}
                        score: {element: 0}
                        slices: [{columns: [half]}]
                        """);
    }

    private Path report() {
        return system.resolve("evaluations/doubling.json");
    }

    @Test
    void evaluation_ofTheSystem_printsATableAndWritesItsReport() {
        Run run = RecordedTerminal.run("evaluate", system.toString(), "doubling");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("model double@1: regression on data/test.csv, 300 rows\n")
                .containsPattern("rmse +0\\.8165 +0\\.\\d{4} to 0\\.\\d{4}\n")
                .containsPattern("half=first +100 +0\\.8");
        assertThat(run.err()).contains("report written to " + report());
        EvaluationReport report = ReportJson.read(report());
        assertThat(report.provenance().command()).isEqualTo("berth evaluate scale doubling");
        assertThat(report.provenance().dataFile()).isEqualTo("data/test.csv");
        assertThat(report.provenance().modelSha256()).hasSize(64);
        assertThat(report.provenance().machine()).isPresent();
        assertThat(report.findMetric("half=other", "mae")).isPresent();
        assertThat(RecordedTerminal.run("check", system.toString()).status()).isZero();
    }

    @Test
    void evaluation_twice_givesTheSameNumbers() {
        RecordedTerminal.run("evaluate", system.toString(), "doubling");
        EvaluationReport first = ReportJson.read(report());
        RecordedTerminal.run(
                "evaluate", system.toString(), "doubling", "--batch", "7", "--report=" + report());
        EvaluationReport again = ReportJson.read(report());

        assertThat(again.slices()).isEqualTo(first.slices());
        assertThat(again.provenance().dataSha256()).isEqualTo(first.provenance().dataSha256());
    }

    @Test
    void evaluation_byOptionsAlone_printsJson() {
        Run run =
                RecordedTerminal.run(
                        "evaluate",
                        system.toString(),
                        "--model",
                        "double@1",
                        "--data",
                        system.resolve("data/test.csv").toString(),
                        "--task",
                        "regression",
                        "--label",
                        "twice",
                        "--slice",
                        "small=twice < 100",
                        "--resamples",
                        "0",
                        "--json");

        assertThat(run.status()).as(run.err()).isZero();
        EvaluationReport report = ReportJson.read(run.out(), "standard output");
        assertThat(report.findMetric("small", "rmse").orElseThrow().hasInterval()).isFalse();
        assertThat(Files.exists(report())).isFalse();
    }

    @Test
    void evaluation_onAServer_givesTheSameNumbers() throws IOException {
        RecordedTerminal.run("evaluate", system.toString(), "doubling");
        EvaluationReport local = ReportJson.read(report());
        Path file = folder.resolve("remote.json");
        try (ServedSystem server = ServedSystem.start(system)) {
            Run run =
                    RecordedTerminal.run(
                            "evaluate",
                            system.toString(),
                            "doubling",
                            "--server",
                            server.address(),
                            "-o",
                            file.toString());
            assertThat(run.status()).as(run.err()).isZero();
            Run alone =
                    RecordedTerminal.run(
                            "evaluate",
                            server.address(),
                            "--model",
                            "double",
                            "--data",
                            system.resolve("data/test.csv").toString(),
                            "--task",
                            "regression",
                            "--label",
                            "twice",
                            "--element",
                            "0",
                            "--slices",
                            "half",
                            "--json");
            assertThat(alone.status()).as(alone.err()).isZero();
            assertThat(ReportJson.read(alone.out(), "out").slices()).isEqualTo(local.slices());
        }
        EvaluationReport remote = ReportJson.read(file);
        assertThat(remote.slices()).isEqualTo(local.slices());
        assertThat(remote.provenance().machine()).isEmpty();
    }

    @Test
    void brokenRows_areShown_andTooManyFail() {
        new SystemBuilder(system)
                .edit(
                        "data/test.csv",
                        text -> text.replace("[5],", "[x],").replace(",14,", ",dozen,"));
        Run run = RecordedTerminal.run("evaluate", system.toString(), "doubling");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("298 rows, 2 set aside")
                .contains("2 of 300 rows set aside:")
                .contains("  row 6, column x: '[x]' (expected: JSON, such as [1, 2])\n")
                .contains("  row 8, column twice: 'dozen' (expected: a finite number)\n");

        Run strict = RecordedTerminal.run("evaluate", system.toString(), "doubling", "--strict");
        assertThat(strict.status()).isEqualTo(1);
        assertThat(strict.err()).contains("data/test.csv: row 6, column x: '[x]'");
        Run none =
                RecordedTerminal.run(
                        "evaluate", system.toString(), "doubling", "--max-set-aside", "0");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("1 rows cannot be evaluated (expected: at most 0)");
    }

    @Test
    void commandLines_thatAreIncomplete_areRefused() {
        assertThat(refused("evaluate", system.toString(), "doubing"))
                .contains("no evaluation 'doubing'; did you mean 'doubling'?");
        assertThat(refused("evaluate", system.toString(), "double"))
                .contains("to evaluate the model 'double': --model double --data FILE");
        assertThat(refused("evaluate", system.toString())).contains("no --model or --endpoint");
        assertThat(refused("evaluate", system.toString(), "--model", "double"))
                .contains(
                        "no --data (expected: an evaluation of the system, or all of its options)");
        assertThat(refused("evaluate", "http://localhost:1", "doubling"))
                .contains("the evaluation 'doubling' of a server (expected: of a directory)");
        assertThat(refused("evaluate", system.toString(), "doubling", "--task", "tossing"))
                .contains("--task tossing (expected: one of binary, ");
        assertThat(refused("evaluate", system.toString(), "doubling", "--data", "none.csv"))
                .contains("no file none.csv");
        assertThat(refused("evaluate", system.toString(), "doubling", "--label", "twise"))
                .contains("no column 'twise' for the label; did you mean 'twice'?");
        assertThat(refused("evaluate", system.toString(), "doubling", "--output", "z"))
                .contains("no output 'z' for the prediction");
        assertThat(refused("evaluate", system.toString(), "doubling", "--resamples", "-1"))
                .contains("--resamples -1");
        new SystemBuilder(system)
                .edit("evaluations/doubling.yaml", text -> text.replace("regression", "guessing"));
        assertThat(refused("evaluate", system.toString(), "doubling"))
                .contains("evaluations/doubling.yaml:3: ")
                .contains("`berth check ");
    }

    private static String refused(String... arguments) {
        Run run = RecordedTerminal.run(arguments);
        assertThat(run.status()).as(run.out()).isNotZero();
        assertThat(run.err()).doesNotContain("\tat ");
        return run.err();
    }
}
