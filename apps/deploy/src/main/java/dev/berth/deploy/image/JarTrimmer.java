package dev.berth.deploy.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Copies jars into an image without the native libraries of other machines. What is unpacked goes
/// to a folder of its own. A jar without such entries is copied as it is; of a changed jar the
/// entries keep their order, times and contents.
final class JarTrimmer {
    private final Platform platform;
    private final Path natives;

    /// @param natives the folder of unpacked libraries
    JarTrimmer(Platform platform, Path natives) {
        this.platform = platform;
        this.natives = natives;
    }

    void copy(Path jar, Path target) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = file.stream().toList();
            Map<String, NativeEntry> kinds = new HashMap<>();
            for (ZipEntry entry : entries) {
                kinds.put(entry.getName(), kind(file, entry));
            }
            if (kinds.values().stream().allMatch(kind -> kind == NativeEntry.KEPT)) {
                Files.copy(jar, target);
                return;
            }
            try (var out =
                    new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
                for (ZipEntry entry : entries) {
                    transfer(
                            file,
                            entry,
                            kinds.getOrDefault(entry.getName(), NativeEntry.KEPT),
                            out);
                }
            }
        }
    }

    private NativeEntry kind(ZipFile file, ZipEntry entry) throws IOException {
        if (entry.isDirectory() || entry.getName().endsWith(".class")) {
            return NativeEntry.KEPT;
        }
        try (InputStream in = file.getInputStream(entry)) {
            return NativeEntry.of(
                    entry.getName(), in.readNBytes(NativeEntry.HEADER_BYTES), platform);
        }
    }

    private void transfer(ZipFile file, ZipEntry entry, NativeEntry kind, ZipOutputStream out)
            throws IOException {
        switch (kind) {
            case DROPPED -> {}
            case UNPACKED -> {
                Files.createDirectories(natives);
                try (InputStream in = file.getInputStream(entry)) {
                    Files.copy(in, natives.resolve(NativeEntry.fileName(entry.getName())));
                }
            }
            case KEPT -> {
                // Only the name and the time: sizes depend on how it is packed here.
                var copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                try (InputStream in = file.getInputStream(entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
