import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Draws a line of text as a sign, black on white: how `sign.png` was made.
///
/// `java examples/sign-reader/DrawSign.java "Platform 9 closes at 17:45" sign.png`
final class DrawSign {
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 28);

    /// Little, because the recogniser scales the whole picture to a height of 48.
    private static final int BORDER = 4;

    private DrawSign() {}

    public static void main(String[] arguments) throws IOException {
        ImageIO.write(draw(arguments[0]), "png", Path.of(arguments[1]).toFile());
    }

    static BufferedImage draw(String text) {
        FontMetrics metrics = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY)
                .createGraphics()
                .getFontMetrics(FONT);
        var picture = new BufferedImage(
                metrics.stringWidth(text) + 2 * BORDER,
                metrics.getHeight() + 2 * BORDER,
                BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(FONT);
        graphics.drawString(text, BORDER, BORDER + metrics.getAscent());
        return picture;
    }
}
