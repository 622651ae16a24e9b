package dev.berth.cli.system;

import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.protocol.json.JsonValues;
import dev.berth.runtime.MemoryUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth models`: lists the models of a system and their states.
@Command(
        name = "models",
        description = {
            "Lists the models of a system.",
            "",
            "For each version: its state, its memory, and the reason if it is not ready.",
            ""
        },
        footer = {
            "  berth models examples/sentences",
            "  berth models http://localhost:8080 --json"
        })
public final class ModelsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "DIR|URL",
            description = "A system's directory, which is loaded, or a server's address.")
    private String place = "";

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    public ModelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<IndexEntry> entries;
        try (var progress = Progress.of(terminal, "looking at " + place);
                PredictionTarget target =
                        PredictionTarget.open(
                                place, credentials.credentials(), progress::transferred)) {
            entries = target.index();
            progress.now("closing " + place);
        }
        if (json) {
            terminal.out()
                    .println(JsonValues.text(entries.stream().map(ModelsCommand::plain).toList()));
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
        plain.put("memoryBytes", entry.memory().map(MemoryUse::totalBytes).orElse(null));
        plain.put("weightBytes", entry.memory().map(MemoryUse::weightBytes).orElse(null));
        plain.put("arenaBytes", entry.memory().map(MemoryUse::arenaBytes).orElse(null));
        plain.put("bufferBytes", entry.memory().map(MemoryUse::bufferBytes).orElse(null));
        return plain;
    }

    private void print(List<IndexEntry> entries) {
        if (entries.isEmpty()) {
            terminal.say("no models; `berth init --model FILE` writes a first package");
            return;
        }
        var table = new Table("MODEL", "VERSION", "STATE", "MEMORY", "WEIGHTS", "ARENA", "BUFFERS");
        for (IndexEntry entry : entries) {
            table.row(
                    entry.model(),
                    entry.version(),
                    state(entry),
                    memory(entry, MemoryUse::totalBytes),
                    memory(entry, MemoryUse::weightBytes),
                    memory(entry, MemoryUse::arenaBytes),
                    memory(entry, MemoryUse::bufferBytes));
            if (!entry.reason().isEmpty()) {
                table.note(entry.reason());
            }
        }
        table.print(terminal.out());
    }

    private static String state(IndexEntry entry) {
        return entry.state().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static String memory(IndexEntry entry, ToLongFunction<MemoryUse> part) {
        long bytes = entry.memory().map(part::applyAsLong).orElse(0L);
        return bytes == 0 ? "-" : Quantities.bytes(bytes);
    }
}
