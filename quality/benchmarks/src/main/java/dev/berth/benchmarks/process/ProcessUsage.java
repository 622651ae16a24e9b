package dev.berth.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Resource usage of a process and its children, from Linux.
public record ProcessUsage(long pid) {
    /// The unit of `/proc/<pid>/stat`, on every Linux that Java runs on.
    private static final double TICKS_PER_SECOND = 100;

    /// User and kernel time since the start.
    public double cpuSeconds() throws IOException {
        double seconds = 0;
        for (long each : pids()) {
            seconds += cpuSeconds(each);
        }
        return seconds;
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        } catch (NoSuchFileException ended) {
            return 0;
        }
        // The name in parentheses may contain anything; the numbers come after it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /// Resident memory in megabytes.
    public double residentMegabytes() throws IOException {
        double kilobytes = 0;
        for (long each : pids()) {
            kilobytes += residentKilobytes(each);
        }
        return kilobytes / 1024;
    }

    private static long residentKilobytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    /// Open sockets, including listening ones.
    public int sockets() throws IOException {
        int sockets = 0;
        for (long each : pids()) {
            sockets += sockets(each);
        }
        return sockets;
    }

    private static int sockets(long pid) throws IOException {
        int sockets = 0;
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : open) {
                sockets += isSocket(descriptor) ? 1 : 0;
            }
        } catch (NoSuchFileException ended) {
            return 0;
        }
        return sockets;
    }

    private static boolean isSocket(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (NoSuchFileException closed) {
            return false;
        }
    }

    /// The arguments of the first `java` among them; empty if there is none.
    public List<String> javaArguments() throws IOException {
        for (long each : pids()) {
            String line =
                    Files.readString(Path.of("/proc/" + each + "/cmdline"), StandardCharsets.UTF_8);
            List<String> words = List.of(line.split("\0", -1));
            if (words.getFirst().endsWith("java")) {
                return words;
            }
        }
        return List.of();
    }

    private List<Long> pids() throws IOException {
        ProcessHandle handle =
                ProcessHandle.of(pid)
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "no process "
                                                        + pid
                                                        + "; name one that runs on this machine"));
        List<Long> pids = new ArrayList<>();
        pids.add(pid);
        handle.descendants().map(ProcessHandle::pid).forEach(pids::add);
        return pids;
    }
}
