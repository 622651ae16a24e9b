package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of `berth plan` on the examples.
final class PlanCommandTest {
    private static final Path EXAMPLES = Path.of("../../examples");
    private static final Pattern DOLLARS_A_MONTH = Pattern.compile("cost (\\$[0-9,.]+) a month");

    private static Run plan(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "plan";
        System.arraycopy(words, 0, all, 1, words.length);
        return RecordedTerminal.run(all);
    }

    @Test
    void plan_ofTheGlasses_saysWhereReadingAndTranslationRun() {
        Run run = plan(EXAMPLES.resolve("ar-glasses").toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("ocr +server at edge, region")
                .containsPattern("translate +cached at edge, small at edge")
                .contains("budget of translation: p95 is", "what binds", "Pareto front")
                .contains(
                        "p99 of motion at most 5 ms costs $",
                        "p95 of translation at most 200 ms costs $")
                .contains("region: measured", "translate", "small: assumed")
                .contains("proved optimal: 452,608 placements");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-glasses", "playlists", "transcription", "vehicle", "keyboard"})
    void readme_ofAnExample_hasTheCostOfItsPlan(String name) throws IOException {
        Run run = plan(EXAMPLES.resolve(name).toString());

        assertThat(run.status()).as(run.err()).isZero();
        Matcher cost = DOLLARS_A_MONTH.matcher(run.out());
        assertThat(cost.find()).isTrue();
        assertThat(Files.readString(EXAMPLES.resolve(name).resolve("README.md")))
                .contains(cost.group(1) + " a month");
    }

    @Test
    void plan_asJson_hasTheSameNumbersInSiUnits() {
        Run run = plan("keyboard", "--system", EXAMPLES.resolve("keyboard").toString(), "--json");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat((Map<?, ?>) JsonValues.read(run.out().strip()))
                .extracting("scenario")
                .isEqualTo("keyboard");
        assertThat(run.out())
                .contains(
                        "\"p95Seconds\":0.0",
                        "\"dollarsPerMonth\":",
                        "\"label\":\"client at phone");
    }

    @Test
    void plan_withReports_writesEachByItsEnding(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("plan.html");
        Path picture = folder.resolve("plan.svg");
        Path values = folder.resolve("plan.json");
        Run run =
                plan(
                        EXAMPLES.resolve("keyboard").toString(),
                        "--report",
                        page.toString(),
                        "-o",
                        picture.toString(),
                        "-o",
                        values.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("next-word");
        assertThat(run.err()).contains("wrote " + page);
        assertThat(Files.readString(page)).contains("<h1", "next-word", "</html>");
        assertThat(Files.readString(picture)).startsWith("<svg").contains("next-word");
        assertThat((Map<?, ?>) JsonValues.read(Files.readString(values).strip()))
                .extracting("scenario")
                .isEqualTo("keyboard");
    }

    @Test
    void plan_withAReportOfAnotherEnding_isRejectedBeforeItPlans(@TempDir Path folder) {
        Run run =
                plan(
                        EXAMPLES.resolve("keyboard").toString(),
                        "--report",
                        folder.resolve("plan.pdf").toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("plan.pdf", "a name that ends in .html, .svg or .json");

        run =
                plan(
                        EXAMPLES.resolve("keyboard").toString(),
                        "--report",
                        folder.resolve("missing/plan.html").toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("a file in a folder that is there", "make the folder");
    }

    @Test
    void plan_thatIsImpossible_namesTheConflictAndTheCheapestChange(@TempDir Path folder)
            throws IOException {
        Path file = keyboard(folder, "p95: 60 ms", "p95: 6 ms", "at-least: 0.25", "at-least: 0.3");
        Run run = plan(file.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("these contradict each other, and any of them could go")
                .contains("cheapest change first")
                .contains("line ");
    }

    @Test
    void plan_ofAScenarioWithErrors_namesEachWithItsLine(@TempDir Path folder) throws IOException {
        Path file = keyboard(folder, "10 Mbit/s", "10 Mbps", "price: $0.60/h", "price: $0.60");
        Run run = plan(file.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("say which is meant: `10 Mbit/s` or `10 MB/s`")
                .contains("say which is meant: `$0.60/h` or `$0.60/month`")
                .contains("2 errors in the scenario");
    }

    @Test
    void plan_ofAnUnknownName_namesTheNearest() {
        Run run = plan("keybord", "--system", EXAMPLES.resolve("keyboard").toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("did you mean 'keyboard'?");
    }

    private static Path keyboard(Path folder, String... replacements) throws IOException {
        Path example = EXAMPLES.resolve("keyboard");
        Files.copy(example.resolve("berth.yaml"), folder.resolve("berth.yaml"));
        String text = Files.readString(example.resolve("scenarios/keyboard.yaml"));
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(text).contains(replacements[i]);
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        Path file = folder.resolve("scenarios/keyboard.yaml");
        Files.createDirectories(folder.resolve("scenarios"));
        return Files.writeString(file, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --seconds 30                          | without --verify
                    --verify --seconds 1                  | --seconds 1 (expected: 5 to 3600)
                    --verify --against 99                 | --against 99 (expected: 1 to
                    --verify --against word=static        | no component 'word'
                    --verify --against next-word=anywhere | has no option 'anywhere'
                    --verify --against next-word          | COMPONENT=OPTION
                    """)
    void verify_withOptionsThatCannotBe_saysWhatIsExpected(String options, String expected) {
        List<String> words = new ArrayList<>();
        words.add(EXAMPLES.resolve("keyboard").toString());
        words.addAll(List.of(options.strip().split(" ", -1)));
        Run run = plan(words.toArray(String[]::new));

        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains(expected);
    }

    @Test
    void verify_ofTheGlasses_runsTheReaderAndHasPredictedBesideMeasuredNumbers() {
        Run run =
                plan(
                        EXAMPLES.resolve("ar-glasses").toString(),
                        "--verify",
                        "--seconds",
                        "5",
                        "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("\"scenario\":\"ar-glasses\"", "\"execution\":\"emulated\"")
                .contains("\"execution\":\"line-reader run here: ")
                .contains("\"subject\":\"translation\",\"quantity\":\"p50\",\"unit\":\"s\"")
                // Which one depends on the machine.
                .contains("\"verdict\":\"");
    }
}
