package dev.berth.placement.verification;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.verification.replay.SiteMain;
import dev.berth.placement.verification.replay.SiteWords;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Process of one site, seen from the command. Closing ends it.
final class SiteProcess implements AutoCloseable {
    /// Reading a system on a loaded machine.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private static final Duration END_MAX = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;

    /// Lines of its error output that a problem shows.
    private static final int TAIL_LINES = 5;

    /// A process that writes more lines than results has is out of order.
    private static final int LINES_MAX = 2_000_000;

    /// Items are handed on in pieces, so a small heap suffices. Services are timed waits: a site
    /// needs no parallel collector. The heap is resident from the start, so that what the process
    /// grows by later is what its components hold.
    private static final List<String> OPTIONS =
            List.of(
                    "-Xms96m",
                    "-Xmx384m",
                    "-XX:+AlwaysPreTouch",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.awt.headless=true");

    private final String site;
    private final Process process;
    private final PrintStream in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(LINES_MAX);
    private final Deque<String> tail = new ArrayDeque<>();

    private SiteProcess(String site, Process process) {
        this.site = site;
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().name("berth-out-" + site).daemon().start(this::readOut);
        Thread.ofPlatform().name("berth-err-" + site).daemon().start(this::readErr);
    }

    static SiteProcess start(String site, SiteWords words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", classPath(), SiteMain.class.getName()));
        command.addAll(words.words());
        return new SiteProcess(site, new ProcessBuilder(command).start());
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void readOut() {
        try (BufferedReader out = reader(process.getInputStream())) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.put(line);
            }
        } catch (IOException | InterruptedException _) {
            // The process has ended, which its status tells.
            return;
        }
    }

    private void readErr() {
        try (BufferedReader err = reader(process.getErrorStream())) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                synchronized (tail) {
                    tail.addLast(line);
                    if (tail.size() > TAIL_LINES) {
                        tail.removeFirst();
                    }
                }
            }
        } catch (IOException _) {
            return;
        }
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    String site() {
        return site;
    }

    long pid() {
        return process.pid();
    }

    void say(String line) {
        in.println(line);
    }

    /// Fails if the process has ended.
    ///
    /// @throws ProblemException `worker-terminated`
    void requireAlive() {
        if (!process.isAlive()) {
            throw ended();
        }
    }

    private ProblemException ended() {
        String last;
        synchronized (tail) {
            last = tail.isEmpty() ? "" : ": " + String.join(" | ", tail);
        }
        return new ProblemException(
                ProblemCode.WORKER_TERMINATED,
                "the process of site '"
                        + site
                        + "' ended with status "
                        + process.exitValue()
                        + " (expected: a process that runs until the end of the verification)"
                        + last,
                "run the verification again; look for what ended the process, such as a lack of"
                        + " memory");
    }

    /// Waits for the next line.
    ///
    /// @throws ProblemException `worker-terminated` if the process ends instead or is silent
    String line() throws InterruptedException {
        long end = System.nanoTime() + ANSWER_MAX.toNanos();
        while (System.nanoTime() < end) {
            String line = lines.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null) {
                return line;
            }
            if (!process.isAlive() && lines.isEmpty()) {
                throw ended();
            }
        }
        throw new ProblemException(
                ProblemCode.WORKER_TERMINATED,
                "the process of site '"
                        + site
                        + "' was silent for "
                        + ANSWER_MAX.toSeconds()
                        + " s (expected: an answer)",
                "run the verification again, while less else runs on this machine");
    }

    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(END_MAX)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
