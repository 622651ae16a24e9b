package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;

class BerthCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"up", "check", "init", "predict", "models", "bench", "completion"})
    void help_ofEachCommand_hasExamples(String command) {
        Run run = RecordedTerminal.run(command, "--help");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: berth " + command, "Examples:", "berth " + command);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).as("a word broken at a line's end").doesNotContain(" .\n");
    }

    @Test
    void version_asked_namesBerthAndJava() {
        Run run = RecordedTerminal.run("--version");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("berth ").contains("Java 25");
    }

    @Test
    void commandLine_withoutCommand_isUsageError() {
        Run run = RecordedTerminal.run();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no command was given", "`berth --help`");
    }

    @Test
    void command_misspelt_suggestsTheRightOne() {
        Run run = RecordedTerminal.run("predcit");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'predcit' is no command", "did you mean 'predict'?");
    }

    @Test
    void option_misspelt_suggestsTheRightOne() {
        Run run = RecordedTerminal.run("models", "x", "--jsn");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no option '--jsn'", "did you mean '--json'?");
    }

    @Test
    void word_tooMuch_isNamed() {
        Run run = RecordedTerminal.run("check", "x", "y");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'y' is one word more than `berth check` takes");
    }

    @ParameterizedTest
    @CsvSource({
        "there-is-no-such-folder, no directory and no address",
        "localhost:8080, http://localhost:8080",
        "http://localhost:99999, a port up to 65535",
        "http://, no address of a server",
        "http://local host, no address of a server"
    })
    void place_thatIsNone_saysWhatMayStandThere(String place, String expected) {
        Run run = RecordedTerminal.run("models", place);

        assertThat(run.status()).isPositive();
        assertThat(run.err())
                .contains(place, expected, "  → ")
                .doesNotContain("defect", "Exception");
    }

    @Test
    void option_ofWrongKind_saysWhatIsExpected() {
        Run run = RecordedTerminal.run("up", "x", "--shutdown-grace-period", "soon");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'soon' is no duration", "like 500ms, 30s, 5m");
    }

    @Test
    void failure_ofAnyKind_printsNoStackTrace() {
        Run run = RecordedTerminal.run("predict", "there-is-no-such-folder", "m", "x=1");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("berth: ")
                .contains("there-is-no-such-folder", "  → ")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void completion_asked_isAScriptForBash() {
        Run run = RecordedTerminal.run("completion");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("complete -F", "predict");
    }

    /// Every completion candidate of every option in every command.
    @Test
    void completion_offersWhatIsAccepted() {
        List<String> offered = new ArrayList<>();
        CommandLine root = BerthCommand.commandLine(new RecordedTerminal("").terminal());
        offer(root, root, offered);
        assertThat(offered)
                .contains(
                        "berth up --load-policy=on-demand",
                        "berth up --log-format=json",
                        "berth up --log-level=debug",
                        "berth bench --protocol=v2-binary",
                        "berth diagram --format=svg");
        String script = RecordedTerminal.run("completion").out();
        assertThat(script).contains("on-demand", "v2-binary").doesNotContain("ON_DEMAND");
    }

    private static void offer(CommandLine root, CommandLine command, List<String> offered) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.completionCandidates() == null) {
                continue;
            }
            for (String word : option.completionCandidates()) {
                String line =
                        command.getCommandSpec().qualifiedName()
                                + " "
                                + option.longestName()
                                + "="
                                + word;
                offered.add(line);
                try {
                    root.parseArgs(line.substring("berth ".length()).split(" "));
                } catch (MissingParameterException other) {
                    // Other required arguments are missing.
                    assertThat(other.getMissing()).doesNotContain(option);
                }
            }
        }
        command.getSubcommands().values().forEach(each -> offer(root, each, offered));
    }

    /// An optional library of the catalog, which programs include.
    @Test
    void resolverOfMaven_isOnTheClassPath() throws ClassNotFoundException {
        for (String name :
                List.of(
                        "eu.maveniverse.maven.mima.context.Context",
                        "eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime",
                        "org.apache.commons.logging.LogFactory")) {
            assertThat(Class.forName(name).getName()).isEqualTo(name);
        }
    }
}
