package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth batch` on a model that doubles a number.
class BatchCommandTest {
    @TempDir private Path folder;
    private Path system;
    private Path rows;

    @BeforeEach
    void write() throws IOException {
        system = ScaleSystem.in(folder.resolve("scale"));
        var csv = new StringBuilder("key,number,x\n");
        for (int i = 0; i < 300; i++) {
            csv.append("%03d,%s,[%d]\n".formatted(i, i == 150 ? "none" : "1." + i, i));
        }
        rows = Files.writeString(folder.resolve("rows.csv"), csv);
    }

    private Run run(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "batch";
        words[1] = system.toString();
        words[2] = "double";
        System.arraycopy(options, 0, words, 3, options.length);
        return RecordedTerminal.run(words);
    }

    @Test
    void rows_getTheOutputsOfTheModel() throws IOException {
        Path to = folder.resolve("out.csv");

        Run run = run("--from", rows.toString(), "--to", to.toString(), "--carry", "key");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("300 rows of " + rows + " scored by double@1: " + to);
        List<String> lines = Files.readAllLines(to);
        assertThat(lines).hasSize(301).startsWith("key,y", "000,[0.0]", "001,[2.0]");
        assertThat(folder.resolve("out.csv.report.json")).content().contains("\"rows\" : 300");
    }

    @Test
    void rowsAtFault_areSetAside_andNamed() {
        Path to = folder.resolve("out.jsonl");

        Run run = run("--from", rows.toString(), "--to", to.toString(), "--prefix", "double_");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("1 rows set aside: " + to + ".set-aside.jsonl")
                .contains("row 151, column number: row-invalid: 'none' (expected: a number)");
        assertThat(to)
                .content()
                .startsWith("{\"key\":\"000\",\"number\":1.0,\"x\":\"[0]\",\"double_y\":[0.0]}\n");
    }

    @Test
    void whatIsWrong_isSaid() {
        assertThat(run("--from", "none.csv", "--to", folder.resolve("a.csv").toString()).err())
                .contains("no file none.csv");
        assertThat(
                        RecordedTerminal.run(
                                        "batch",
                                        system.toString(),
                                        "dubble",
                                        "--from",
                                        rows.toString(),
                                        "--to",
                                        folder.resolve("a.csv").toString())
                                .err())
                .contains("did you mean 'double'?");
        assertThat(
                        run(
                                        "--from",
                                        rows.toString(),
                                        "--to",
                                        folder.resolve("a.csv").toString(),
                                        "--input",
                                        "z=key")
                                .err())
                .contains("no input 'z' (expected: one of x)");
    }
}
