package dev.berth.verification;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/// Line of text with its rendering, which a test draws for the recogniser.
///
/// @param family one of Java's logical fonts, which every machine with fonts has
record PrintedLine(String text, String family, int style, int size, Colours colours) {
    enum Colours {
        DARK_ON_LIGHT(Color.BLACK, Color.WHITE),
        BLUE_ON_YELLOW(new Color(0x102060), new Color(0xffe680)),
        LIGHT_ON_DARK(Color.WHITE, new Color(0x202830));

        private final Color ink;
        private final Color paper;

        Colours(Color ink, Color paper) {
            this.ink = ink;
            this.paper = paper;
        }
    }

    static PrintedLine plain(String text) {
        return new PrintedLine(text, Font.SANS_SERIF, Font.PLAIN, 32, Colours.DARK_ON_LIGHT);
    }

    byte[] png() {
        return encoded("png");
    }

    byte[] jpeg() {
        return encoded("jpeg");
    }

    private byte[] encoded(String format) {
        var bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(draw(), format, bytes)) {
                throw new AssertionError("this Java writes no " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Whether this machine can draw text at all; without fonts Java throws various exceptions.
    private static boolean hasFonts() {
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts().length > 0;
        } catch (Error | RuntimeException e) {
            return false;
        }
    }

    private BufferedImage draw() {
        assumeTrue(
                hasFonts(),
                "no fonts on this machine, so no line could be printed to be read; install some,"
                        + " for example by apt install fonts-dejavu-core libfontconfig1");
        // Little, as in a tightly cropped image.
        int border = size / 8;
        var font = new Font(family, style, size);
        FontMetrics metrics =
                new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                        .createGraphics()
                        .getFontMetrics(font);
        var picture =
                new BufferedImage(
                        metrics.stringWidth(text) + 2 * border,
                        metrics.getHeight() + 2 * border,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(colours.paper);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setColor(colours.ink);
        graphics.setFont(font);
        graphics.drawString(text, border, border + metrics.getAscent());
        graphics.dispose();
        return picture;
    }

    @Override
    public String toString() {
        return "%s (%s %d, style %d, %s)".formatted(text, family, size, style, colours);
    }
}
