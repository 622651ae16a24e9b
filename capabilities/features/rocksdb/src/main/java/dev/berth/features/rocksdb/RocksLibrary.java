package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// Native RocksDB library, unpacked once for all processes.
///
/// RocksDB's own loader writes it, 16 MB on Linux, to a temporary file at every start. Here it goes
/// to `<cache>/native/rocksdb-<checksum>/` and is verified against the jar's checksum at every
/// start; `<cache>` is the same as for engines: the environment's `BERTH_CACHE`, else `berth` in
/// `XDG_CACHE_HOME`, else `.cache/berth` in the home directory. If that is not writable, RocksDB's
/// own loader is used.
final class RocksLibrary {
    private final Map<String, String> environment;
    private final Path home;

    RocksLibrary(Map<String, String> environment, Path home) {
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    static RocksLibrary ofProcess() {
        return new RocksLibrary(System.getenv(), Path.of(System.getProperty("user.home", "")));
    }

    /// Loads the library into the process, once.
    ///
    /// @throws ProblemException `online-store-unavailable` if there is none for this platform, or
    ///   no directory is writable
    void load() {
        try {
            RocksDB.loadLibrary(List.of(unpack().toString()));
        } catch (IOException e) {
            loadItsOwnWay(e);
        } catch (UnsatisfiedLinkError e) {
            throw unloadable(e);
        }
    }

    private static void loadItsOwnWay(IOException cacheFailure) {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            e.addSuppressed(cacheFailure);
            throw unloadable(e);
        }
    }

    private static ProblemException unloadable(Throwable cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.ONLINE_STORE_UNAVAILABLE,
                        "RocksDB's library "
                                + Environment.getJniLibraryFileName("rocksdb")
                                + " cannot be loaded: "
                                + cause.getMessage(),
                        "set BERTH_CACHE to a folder that can be written and executed from, or"
                                + " keep rows in Redis"),
                cause);
    }

    /// The directory with the library, unpacked if necessary.
    Path unpack() throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        URL source = RocksDB.class.getResource("/" + name);
        if (source == null) {
            throw new IOException("RocksDB's jar has no " + name);
        }
        ZipEntry packed = entry(source);
        Path folder =
                cacheRoot()
                        .resolve("native")
                        .resolve("rocksdb-" + HexFormat.of().toHexDigits(packed.getCrc(), 8))
                        .toAbsolutePath();
        Files.createDirectories(folder);
        // The name RocksDB expects in a directory differs from the one in its jar.
        Path file = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        if (!isAt(file, packed)) {
            write(source, file);
        }
        return folder;
    }

    private Path cacheRoot() {
        String own = environment.getOrDefault("BERTH_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return shared.isEmpty()
                ? home.resolve(".cache").resolve("berth")
                : Path.of(shared, "berth");
    }

    private static ZipEntry entry(URL source) throws IOException {
        URLConnection connection = source.openConnection();
        // A cached connection would keep the jar open for the life of the process.
        connection.setUseCaches(false);
        if (!(connection instanceof JarURLConnection jar)) {
            throw new IOException(source + " is in no jar");
        }
        try (var file = jar.getJarFile()) {
            return file.getEntry(jar.getEntryName());
        }
    }

    /// Writes under a temporary name first, so that another process never sees a partial file.
    private static void write(URL source, Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "unpacking", ".part");
        try (InputStream in = source.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Verifies the file: a damaged library would crash the process later.
    private static boolean isAt(Path file, ZipEntry packed) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != packed.getSize()) {
            return false;
        }
        try (var channel = FileChannel.open(file);
                var arena = Arena.ofConfined()) {
            var checksum = new CRC32();
            checksum.update(
                    channel.map(MapMode.READ_ONLY, 0, packed.getSize(), arena).asByteBuffer());
            return checksum.getValue() == packed.getCrc();
        }
    }
}
