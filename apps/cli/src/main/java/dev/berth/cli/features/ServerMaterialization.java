package dev.berth.cli.features;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteMaterializations;
import dev.berth.cli.target.RemoteMaterializations.Run;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Materializations on a server, polled until they end. The server continues them without a client.
final class ServerMaterialization {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(300);

    private final Terminal terminal;
    private final RemoteMaterializations server;

    ServerMaterialization(Terminal terminal, RemoteMaterializations server) {
        this.terminal = terminal;
        this.server = server;
    }

    /// Starts the materialization of views and waits for it.
    ///
    /// @param views empty for all
    /// @return the final states of the runs
    List<Run> carryOut(List<String> views, RemoteMaterializations.Extent extent) {
        List<Run> runs = server.begin(views, extent);
        Set<String> names = runs.stream().map(Run::view).collect(Collectors.toSet());
        Thread hook = Thread.ofPlatform().name("berth-goes-on").unstarted(this::sayThatItGoesOn);
        Runtime.getRuntime().addShutdownHook(hook);
        try (var progress = Progress.of(terminal, "materializing")) {
            while (!runs.stream().allMatch(Run::isEnd)) {
                progress.now(progressText(runs));
                Thread.sleep(POLL_INTERVAL);
                runs = server.poll().stream().filter(run -> names.contains(run.view())).toList();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sayThatItGoesOn();
            throw new ProblemException(ProblemCode.CANCELLED, "interrupted", "");
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return runs;
    }

    private void sayThatItGoesOn() {
        terminal.say("the server continues with it; the same command watches it again");
        terminal.err().flush();
    }

    private static String progressText(List<Run> runs) {
        long over = runs.stream().filter(Run::isEnd).count();
        List<String> words = new ArrayList<>();
        for (Run run : runs) {
            if (!run.isEnd() && !run.state().equals("waiting")) {
                words.add(
                        "materializing %s: %d events, %d rows"
                                .formatted(run.view(), run.eventCount(), run.rowCount()));
            }
        }
        return (words.isEmpty() ? "waiting" : String.join("; ", words))
                + " (%d of %d views done)".formatted(over, runs.size());
    }

    /// A run as text.
    static String sentence(Run run) {
        return "%s: %d rows of %d events%s%s%s"
                .formatted(
                        run.view(),
                        run.rowCount(),
                        run.eventCount(),
                        run.isFull() ? ", in full" : "",
                        run.wasResumed() ? ", resumed" : "",
                        unexpected(run.lateCount(), run.goneCount()));
    }

    /// Text about late or removed events of days materialized before; empty if there are none.
    static String unexpected(long lateCount, long goneCount) {
        return (lateCount > 0 ? ", with " + lateCount + " that came late" : "")
                + (goneCount > 0
                        ? "; "
                                + goneCount
                                + " events of before are gone: --full writes rows without them"
                        : "");
    }

    /// A run as JSON values.
    static Map<String, Object> plain(Run run) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("view", run.view());
        plain.put("rows", run.rowCount());
        plain.put("events", run.eventCount());
        plain.put("full", run.isFull());
        plain.put("resumed", run.wasResumed());
        plain.put("late", run.lateCount());
        plain.put("gone", run.goneCount());
        if (!run.unmet().isEmpty()) {
            plain.put("unmet", run.unmet());
        }
        return plain;
    }
}
