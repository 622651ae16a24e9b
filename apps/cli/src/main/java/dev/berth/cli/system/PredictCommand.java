package dev.berth.cli.system;

import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.cli.target.RecordInput;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth predict`: sends predictions.
@Command(
        name = "predict",
        description = {"Predicts with a model or an endpoint, in this process or on a server.", ""},
        footer = {
            "  berth predict examples/sentences sentences \"text=A man is eating.\"",
            "  berth predict examples/sentences sentences@1 \"A man is eating.\" --json",
            "  berth predict examples/sign-reader sign-reader image=@signs.jpg",
            "  berth predict http://localhost:8080 sentences - < sentences.txt",
            "",
            "Without a VALUE the examples of the model's signature are predicted."
        })
public final class PredictCommand implements Callable<Integer> {
    /// Records per request from standard input.
    private static final int RECORDS_TOGETHER_MAX = 8;

    private static final String STANDARD_INPUT = "-";

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, or a server's address.")
    private String place = "";

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "The model, as name or name@version, or the endpoint.")
    private String model = "";

    @Parameters(
            index = "2..*",
            paramLabel = "VALUE",
            description =
                    "name=value, name=@file, or the value alone for a model with one input; - reads "
                            + "standard input: a JSON array of records or one record, over any number of "
                            + "lines, or on each line a JSON record or a bare value.")
    private List<String> values = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON record per line.")
    private boolean json;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    public PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ModelChoice choice = ModelChoice.parse(model);
        try (PredictionTarget target = open(choice)) {
            Signature signature = target.signature(choice);
            // Between two progress lines, so that none overwrites what is being typed.
            List<Map<String, @Nullable Object>> records = records(new RecordInput(signature));
            var printer = new AnswerPrinter(signature, terminal.out());
            try (var progress = Progress.of(terminal, "predicting")) {
                for (int from = 0; from < records.size(); from += RECORDS_TOGETHER_MAX) {
                    progress.now("predicting record " + (from + 1) + " of " + records.size());
                    int to = Math.min(records.size(), from + RECORDS_TOGETHER_MAX);
                    print(printer, target.predict(choice, records.subList(from, to)), from);
                }
            }
        }
        return 0;
    }

    private PredictionTarget open(ModelChoice choice) {
        try (var progress = Progress.of(terminal, "opening " + place)) {
            return PredictionTarget.openFor(
                    choice, place, credentials.credentials(), progress::transferred);
        }
    }

    private List<Map<String, @Nullable Object>> records(RecordInput input) throws IOException {
        if (values.isEmpty()) {
            Map<String, @Nullable Object> record = input.ofExamples();
            terminal.say("no value given; predicting the example " + shortened(record));
            return List.of(record);
        }
        if (!values.contains(STANDARD_INPUT)) {
            return List.of(input.ofArguments(values));
        }
        if (values.size() > 1) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "- and other values together",
                    "give the values as arguments or on standard input");
        }
        if (terminal.isInteractive(Terminal.Channel.IN)) {
            terminal.say("reading records from the terminal; Ctrl-D ends them");
        }
        String text = new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8);
        List<Map<String, @Nullable Object>> records = input.ofText(text);
        if (records.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE, "no record on standard input", "send one on each line");
        }
        return records;
    }

    private static String shortened(Map<String, @Nullable Object> record) {
        return dev.berth.core.SanitizedText.of(JsonValues.text(record));
    }

    private void print(
            AnswerPrinter printer, List<Map<String, @Nullable Object>> answers, int from) {
        for (int i = 0; i < answers.size(); i++) {
            if (json) {
                terminal.out().println(JsonValues.text(answers.get(i)));
            } else {
                printer.print(from + i, answers.get(i));
            }
        }
        terminal.out().flush();
    }
}
