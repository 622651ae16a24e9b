package dev.berth.tables.duckdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.nativelib.LibraryCache;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// Finds the native library of DuckDB, 72 MB on Linux, which the jar of its driver has.
final class DuckLibrary {
    private static final String ENGINE = "duckdb";

    private DuckLibrary() {}

    /// The path of the library, unpacked if need be.
    ///
    /// @throws ProblemException `artifact-load-failed` if there is none for this platform or it can
    ///   be written nowhere
    static Path locate(LibraryCache cache) {
        String platform = platform();
        URL source = DuckLibrary.class.getResource("/libduckdb_java.so_" + platform);
        if (source == null) {
            throw new ProblemException(
                    ProblemCode.ARTIFACT_LOAD_FAILED,
                    "DuckDB has no library for " + platform + " on the class path",
                    "run on linux_amd64, linux_arm64, macos_arm64 or windows_amd64");
        }
        SequencedMap<String, URL> files = new LinkedHashMap<>();
        files.put(System.mapLibraryName(ENGINE), source);
        return cache.unpack(ENGINE, platform, files);
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system =
                os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : "linux";
        return system + (arch.equals("aarch64") || arch.equals("arm64") ? "_arm64" : "_amd64");
    }
}
