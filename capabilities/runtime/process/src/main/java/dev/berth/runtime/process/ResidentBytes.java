package dev.berth.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Resident memory of another process, as Linux reports it.
final class ResidentBytes {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private ResidentBytes() {}

    /// Empty if the process has ended, or the system does not report it.
    static OptionalLong of(long processId) {
        try {
            Path status = Path.of("/proc", Long.toString(processId), "status");
            Matcher found = RESIDENT.matcher(Files.readString(status));
            return found.find()
                    ? OptionalLong.of(Long.parseLong(found.group(1)) << 10)
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
