package dev.berth.deploy.image;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// What an image has become: its digest, where it is, and what takes its room.
///
/// @param digest of the manifest, `sha256:…`
/// @param places where it was written or pushed to
record ImageReport(String digest, List<Layer> layers, List<String> places) {
    private static final double MEGA = 1e6;

    /// @param bytes compressed
    /// @param contentBytes uncompressed, 0 where it is not known
    record Layer(String name, String digest, long bytes, long contentBytes) {}

    ImageReport {
        layers = List.copyOf(layers);
        places = List.copyOf(places);
    }

    long bytes() {
        return layers.stream().mapToLong(Layer::bytes).sum();
    }

    /// Prints a table of the layers in MB (10⁶ bytes), then the places.
    void print(PrintStream out) {
        int width = layers.stream().mapToInt(layer -> layer.name().length()).max().orElse(0);
        width = Math.max(width, "LAYER".length());
        row(out, width, "LAYER", "COMPRESSED", "CONTENT", "DIGEST");
        long content = 0;
        for (Layer layer : layers) {
            content += layer.contentBytes();
            row(
                    out,
                    width,
                    layer.name(),
                    megabytes(layer.bytes()),
                    layer.contentBytes() == 0 ? "-" : megabytes(layer.contentBytes()),
                    layer.digest().substring(0, "sha256:".length() + 12));
        }
        row(out, width, "total", megabytes(bytes()), megabytes(content), "");
        out.println();
        out.println("digest      " + digest);
        places.forEach(place -> out.println("written to  " + place));
        out.flush();
    }

    private static void row(PrintStream out, int width, String... cells) {
        out.println(
                String.format(Locale.ROOT, "%-" + width + "s  %10s  %10s  %s", (Object[]) cells)
                        .stripTrailing());
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f MB", bytes / MEGA);
    }
}
