import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/// Draws lines of text for the evaluation of `line-reader`: how `data/lines.jsonl` was made.
///
/// `java examples/sign-reader/DrawLines.java examples/sign-reader/data/lines.jsonl`
///
/// Lines as signs have them, in several fonts and sizes, dark on light and light on dark, with
/// different contrast and sensor noise. Equal each time on a machine with the same fonts.
final class DrawLines {
    private static final int LINES = 120;
    private static final String[] FONTS = {Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED};
    private static final String[] PLACES = {
        "Central Station", "Market Street", "Old Harbour", "Riverside Park", "City Hall", "North Gate",
        "Museum of Art", "Botanical Garden", "Airport", "University", "Town Library", "Opera House"
    };
    private static final String[] NOTICES = {
        "No smoking", "Mind the gap", "Wet floor", "Staff only", "Please ring the bell", "Keep clear",
        "Way out", "Tickets and information", "Closed on Sundays", "Emergency exit", "No entry", "Lost property"
    };

    private final Random random = new Random(39);

    private DrawLines() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        var lines = new DrawLines();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            rows.add(lines.row(i));
        }
        Files.writeString(file, String.join("\n", rows) + "\n");
    }

    private String row(int index) throws IOException {
        String kind = new String[] {"words", "numbers", "mixed"}[index % 3];
        String text = text(kind);
        int height = new int[] {14, 20, 32}[random.nextInt(3)];
        boolean isDark = random.nextInt(3) == 0;
        int contrast = random.nextBoolean() ? 200 : 70;
        var font = new Font(FONTS[random.nextInt(FONTS.length)], random.nextBoolean() ? Font.BOLD : Font.PLAIN, height);
        byte[] picture = draw(text, font, isDark, contrast, random.nextBoolean() ? 0 : 18);
        return "{\"id\": %d, \"kind\": \"%s\", \"height\": %d, \"contrast\": \"%s\", \"text\": \"%s\", \"image\": \"%s\"}"
                .formatted(
                        index,
                        kind,
                        height,
                        contrast == 200 ? "high" : "low",
                        text,
                        Base64.getEncoder().encodeToString(picture));
    }

    private String text(String kind) {
        return switch (kind) {
            case "words" -> random.nextBoolean() ? PLACES[random.nextInt(PLACES.length)] : NOTICES[random.nextInt(NOTICES.length)];
            case "numbers" -> random.nextBoolean()
                    ? "%02d:%02d".formatted(random.nextInt(24), random.nextInt(60))
                    : "+49 %d %d".formatted(100 + random.nextInt(900), 100000 + random.nextInt(900000));
            default -> random.nextBoolean()
                    ? "Platform %d, %02d:%02d".formatted(1 + random.nextInt(24), random.nextInt(24), random.nextInt(60))
                    : "%s %d".formatted(PLACES[random.nextInt(PLACES.length)], 1 + random.nextInt(400));
        };
    }

    private byte[] draw(String text, Font font, boolean isDark, int contrast, int noise) throws IOException {
        FontMetrics metrics = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY).createGraphics().getFontMetrics(font);
        int border = 2 + random.nextInt(4);
        var picture = new BufferedImage(
                metrics.stringWidth(text) + 2 * border, metrics.getHeight() + 2 * border, BufferedImage.TYPE_BYTE_GRAY);
        int ground = isDark ? 20 + random.nextInt(30) : 235 - random.nextInt(30);
        int ink = isDark ? Math.min(255, ground + contrast) : Math.max(0, ground - contrast);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(new Color(ground, ground, ground));
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setColor(new Color(ink, ink, ink));
        graphics.setFont(font);
        graphics.drawString(text, border, border + metrics.getAscent());
        for (int y = 0; noise > 0 && y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int level = picture.getRaster().getSample(x, y, 0) + (int) Math.round(random.nextGaussian() * noise / 2);
                picture.getRaster().setSample(x, y, 0, Math.clamp(level, 0, 255));
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpg", bytes);
        return bytes.toByteArray();
    }
}
