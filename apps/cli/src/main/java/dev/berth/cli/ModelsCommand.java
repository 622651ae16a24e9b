package dev.berth.cli;

import dev.berth.cli.json.PlainJson;
import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth models`: what a system serves, and why not.
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Lists the models of a system.",
            "",
            "Of every version: its state, its memory, and why it is not ready.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth models examples/sentences",
            "  berth models http://localhost:8080 --json"
        })
final class ModelsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, which is loaded, or a server's address.")
    private String place = "";

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    ModelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<IndexEntry> entries;
        try (var progress = Progress.of(terminal, "looking at " + place);
                Target target = Target.open(place, progress::transferred)) {
            entries = target.index();
            progress.now("closing " + place);
        }
        if (json) {
            terminal.out()
                    .println(PlainJson.write(entries.stream().map(ModelsCommand::plain).toList()));
        } else {
            print(entries);
        }
        return 0;
    }

    private static Map<String, @Nullable Object> plain(IndexEntry entry) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("model", entry.model());
        plain.put("version", entry.version());
        plain.put("state", entry.state());
        plain.put("reason", entry.reason());
        plain.put(
                "memoryBytes",
                entry.memoryBytes().isPresent() ? (Object) entry.memoryBytes().getAsLong() : null);
        return plain;
    }

    private void print(List<IndexEntry> entries) {
        if (entries.isEmpty()) {
            terminal.say("no models; `berth init --model FILE` writes a first package");
            return;
        }
        var table = new Table("MODEL", "VERSION", "STATE", "MEMORY");
        for (IndexEntry entry : entries) {
            table.row(entry.model(), entry.version(), state(entry), memory(entry.memoryBytes()));
            if (!entry.reason().isEmpty()) {
                table.note(entry.reason());
            }
        }
        table.print(terminal.out());
    }

    private static String state(IndexEntry entry) {
        return entry.state().toLowerCase(java.util.Locale.ROOT);
    }

    private static String memory(OptionalLong bytes) {
        return bytes.isEmpty() || bytes.getAsLong() == 0
                ? "-"
                : Quantities.bytes(bytes.getAsLong());
    }
}
