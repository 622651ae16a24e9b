package dev.berth.runtime.onnx;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the native library of ONNX Runtime, and unpacks it once for all processes.
///
/// The library is a resource of the engine's jar, 24 MB on Linux. It goes to
/// `<cache>/native/onnxruntime-<checksum>-<platform>/`, by the checksum that the jar has of it, and
/// is held against that at every start. It is written beside under another name and moved into
/// place, so that another process sees all of it or nothing. `<cache>` is the environment's
/// `BERTH_CACHE`, else `berth` in `XDG_CACHE_HOME`, else `.cache/berth` in the home folder; if none
/// can be written, a new folder for temporary files, gone when the process ends. The system
/// property `onnxruntime.native.path` names a folder that has the library already.
final class OnnxLibrary {
    /// Besides the engine itself, what its accelerators need where a jar brings them.
    private static final List<String> NAMES =
            List.of(
                    "onnxruntime",
                    "onnxruntime_providers_shared",
                    "onnxruntime_providers_cuda",
                    "onnxruntime_providers_tensorrt",
                    "onnxruntime_providers_dnnl",
                    "onnxruntime_providers_openvino");

    private final Map<String, String> environment;
    private final Path home;
    private final Path temporary;

    OnnxLibrary(Map<String, String> environment, Path home, Path temporary) {
        this.environment = Map.copyOf(environment);
        this.home = home;
        this.temporary = temporary;
    }

    static OnnxLibrary ofProcess() {
        return new OnnxLibrary(
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                Path.of(System.getProperty("java.io.tmpdir", "")));
    }

    /// The path of the library, unpacked if need be.
    ///
    /// @throws ProblemException `artifact-unloadable` if the engine has no library for this
    ///   platform or it can be written nowhere
    Path locate() {
        String given = System.getProperty("onnxruntime.native.path");
        if (given != null) {
            return Path.of(given, System.mapLibraryName("onnxruntime"));
        }
        String platform = platform();
        URL main = find(platform, "onnxruntime").orElseThrow(() -> absent(platform));
        try {
            return unpack(cacheRoot(), platform, main);
        } catch (IOException cacheFailure) {
            return unpackForThisProcess(platform, main, cacheFailure);
        }
    }

    private Path unpackForThisProcess(String platform, URL main, IOException cacheFailure) {
        try {
            // A new folder that only this user can enter: a library in a known place of the shared
            // folder could have been put there by anyone.
            Path folder = Files.createTempDirectory(temporary, "berth");
            Path file = unpack(folder, platform, main);
            deleteAtExit(folder);
            return file;
        } catch (IOException e) {
            e.addSuppressed(cacheFailure);
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_UNLOADABLE,
                            "ONNX Runtime's library can be written neither to "
                                    + cacheRoot()
                                    + " nor to "
                                    + temporary,
                            "set BERTH_CACHE to a folder that can be written"),
                    e);
        }
    }

    private static void deleteAtExit(Path folder) throws IOException {
        // Deletion goes in the opposite order, so that a folder is empty when its turn comes.
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.forEach(path -> path.toFile().deleteOnExit());
        }
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

    private static Path unpack(Path root, String platform, URL main) throws IOException {
        Path folder =
                root.resolve("native")
                        .resolve("onnxruntime-" + Packed.at(main).checksum() + "-" + platform);
        Files.createDirectories(folder);
        for (String name : NAMES) {
            Optional<URL> source = find(platform, name);
            if (source.isPresent()) {
                Packed.at(source.get()).unpackTo(folder.resolve(System.mapLibraryName(name)));
            }
        }
        return folder.resolve(System.mapLibraryName("onnxruntime"));
    }

    private static Optional<URL> find(String platform, String name) {
        return Optional.ofNullable(
                OnnxLibrary.class.getResource(
                        "/ai/onnxruntime/native/" + platform + "/" + System.mapLibraryName(name)));
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "win" : os.startsWith("mac") ? "osx" : "linux";
        return system + (arch.equals("aarch64") || arch.equals("arm64") ? "-aarch64" : "-x64");
    }

    private static ProblemException absent(String platform) {
        return new ProblemException(
                ProblemCode.ARTIFACT_UNLOADABLE,
                "ONNX Runtime has no library for " + platform + " on the class path",
                "run on linux-x64, linux-aarch64, osx-aarch64 or win-x64, or set"
                        + " -Donnxruntime.native.path to the folder of a library");
    }
}
