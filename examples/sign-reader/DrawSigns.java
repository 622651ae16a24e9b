import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/// Draws a photograph of signs on a wall, some tilted: how `signs.jpg` was made.
///
/// `java examples/sign-reader/DrawSigns.java signs.jpg`
///
/// A sign is drawn flat and large, then projected to the camera's view (a projective map), with
/// directional light and sensor noise. Prints each text with the corners of its ink, in pixels of
/// the photograph.
final class DrawSigns {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 860;

    /// Pixels of a flat sign per pixel of the photograph, approximately.
    private static final int FINENESS = 2;

    private static final float QUALITY = 0.8f;

    private final BufferedImage photograph =
            new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);

    private DrawSigns() {}

    /// Line on a sign: the start of its baseline, and its clockwise rotation in right angles.
    private record Line(String text, Font font, Color ink, int x, int y, int turns) {
        Line(String text, Font font, Color ink, int x, int y) {
            this(text, font, ink, x, y, 0);
        }
    }

    /// Sign with its corners in the photograph, clockwise from its top left.
    private record Sign(int width, int height, Color ground, List<Line> lines, double... corners) {}

    public static void main(String[] arguments) throws IOException {
        var drawing = new DrawSigns();
        drawing.wall();
        for (Sign sign : signs()) {
            drawing.see(sign);
        }
        drawing.expose(new Random(9));
        drawing.write(Path.of(arguments[0]));
    }

    private static List<Sign> signs() {
        Color white = new Color(0xf4f4ee);
        Color blue = new Color(0x12356e);
        Color black = new Color(0x1c1c1e);
        Color yellow = new Color(0xf2c83a);
        Color red = new Color(0xa3202a);
        Sign board =
                new Sign(
                        760,
                        470,
                        blue,
                        List.of(
                                new Line("Central Station", sans(Font.BOLD, 76), white, 40, 100),
                                new Line("Platform 9 closes at 17:45", sans(Font.PLAIN, 50), white, 40, 190),
                                new Line("Trains to Harbour and Airport", serif(Font.PLAIN, 44), white, 40, 275),
                                new Line("Tickets 3.50 EUR", sans(Font.BOLD, 46), yellow, 40, 360),
                                new Line("Please keep left on the stairs", sans(Font.ITALIC, 34), white, 40, 430)),
                        70, 95, 812, 165, 806, 560, 62, 575);
        Sign warning =
                new Sign(
                        330,
                        210,
                        yellow,
                        List.of(
                                new Line("CAUTION", sans(Font.BOLD, 58), black, 28, 80),
                                new Line("Wet floor", sans(Font.PLAIN, 46), black, 28, 160)),
                        905, 190, 1215, 130, 1232, 322, 915, 372);
        Sign paper =
                new Sign(
                        560,
                        120,
                        white,
                        List.of(new Line("Lost keys? Call 555-0142", mono(34), black, 34, 74)),
                        250, 705, 758, 640, 770, 738, 262, 806);
        Sign door =
                new Sign(
                        90,
                        380,
                        white,
                        List.of(new Line("EMERGENCY EXIT", sans(Font.BOLD, 34), red, 31, 22, 1)),
                        1010, 425, 1098, 420, 1104, 798, 1014, 790);
        return List.of(board, warning, paper, door);
    }

    private static Font sans(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size * FINENESS);
    }

    private static Font serif(int style, int size) {
        return new Font(Font.SERIF, style, size * FINENESS);
    }

    private static Font mono(int size) {
        return new Font(Font.MONOSPACED, Font.BOLD, size * FINENESS);
    }

    /// Draws rows of bricks.
    private void wall() {
        Graphics2D graphics = photograph.createGraphics();
        graphics.setColor(new Color(0x8d8378));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(new Color(0x9b9186));
        graphics.setStroke(new BasicStroke(3));
        for (int y = 0; y < HEIGHT; y += 43) {
            graphics.drawLine(0, y, WIDTH, y);
            for (int x = y / 43 % 2 * 60; x < WIDTH; x += 120) {
                graphics.drawLine(x, y, x, y + 43);
            }
        }
        graphics.dispose();
    }

    /// Projects a sign into the photograph, each pixel the mean of four samples.
    private void see(Sign sign) {
        List<Shape> inks = new ArrayList<>();
        BufferedImage flat = flat(sign, inks);
        double[] map = projection(sign.corners);
        double[] back = inverse(map);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                var sum = new double[4];
                for (double down = 0.25; down < 1; down += 0.5) {
                    for (double right = 0.25; right < 1; right += 0.5) {
                        add(flat, apply(back, x + right, y + down), sum);
                    }
                }
                blend(x, y, sum);
            }
        }
        for (int i = 0; i < inks.size(); i++) {
            print(sign, inks.get(i).getBounds2D(), sign.lines.get(i), map);
        }
    }

    private static BufferedImage flat(Sign sign, List<Shape> inks) {
        var flat =
                new BufferedImage(
                        sign.width * FINENESS, sign.height * FINENESS, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = flat.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(sign.ground);
        graphics.fillRect(0, 0, flat.getWidth(), flat.getHeight());
        for (Line line : sign.lines) {
            var place = AffineTransform.getTranslateInstance(line.x * FINENESS, line.y * FINENESS);
            place.quadrantRotate(line.turns);
            Shape ink =
                    new TextLayout(line.text, line.font, graphics.getFontRenderContext())
                            .getOutline(place);
            graphics.setColor(line.ink);
            graphics.fill(ink);
            inks.add(ink);
        }
        graphics.dispose();
        return flat;
    }

    private static void add(BufferedImage flat, double[] place, double[] sum) {
        int x = (int) Math.floor(place[0] * flat.getWidth());
        int y = (int) Math.floor(place[1] * flat.getHeight());
        if (x < 0 || y < 0 || x >= flat.getWidth() || y >= flat.getHeight()) {
            return;
        }
        int colour = flat.getRGB(x, y);
        sum[0] += colour >> 16 & 0xff;
        sum[1] += colour >> 8 & 0xff;
        sum[2] += colour & 0xff;
        sum[3]++;
    }

    private void blend(int x, int y, double[] sum) {
        int behind = photograph.getRGB(x, y);
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
            int old = behind >> (16 - 8 * channel) & 0xff;
            int now = (int) Math.round((sum[channel] + old * (4 - sum[3])) / 4);
            colour = colour << 8 | now;
        }
        photograph.setRGB(x, y, colour);
    }

    /// Adds light that falls off to the lower right, and noise.
    private void expose(Random noise) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double light = 1.08 - 0.35 * x / WIDTH - 0.15 * y / HEIGHT;
                int from = photograph.getRGB(x, y);
                int to = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    double sample = (from >> shift & 0xff) * light + noise.nextGaussian() * 5;
                    to |= (int) Math.clamp(Math.round(sample), 0, 255) << shift;
                }
                photograph.setRGB(x, y, to);
            }
        }
    }

    private static void print(Sign sign, Rectangle2D ink, Line line, double[] map) {
        var words = new StringBuilder(line.text + ":");
        double[][] corners = {
            {ink.getMinX(), ink.getMinY()}, {ink.getMaxX(), ink.getMinY()},
            {ink.getMaxX(), ink.getMaxY()}, {ink.getMinX(), ink.getMaxY()}
        };
        for (double[] corner : corners) {
            double[] seen =
                    apply(
                            map,
                            corner[0] / (sign.width * FINENESS),
                            corner[1] / (sign.height * FINENESS));
            words.append(String.format(Locale.ROOT, " %.0f,%.0f", seen[0], seen[1]));
        }
        System.out.println(words);
    }

    /// The projective map from the unit square to four corners, as a matrix by rows (Heckbert 1989).
    private static double[] projection(double[] c) {
        double restX = c[0] - c[2] + c[4] - c[6];
        double restY = c[1] - c[3] + c[5] - c[7];
        double area = (c[2] - c[4]) * (c[7] - c[5]) - (c[6] - c[4]) * (c[3] - c[5]);
        double u = (restX * (c[7] - c[5]) - (c[6] - c[4]) * restY) / area;
        double v = ((c[2] - c[4]) * restY - restX * (c[3] - c[5])) / area;
        return new double[] {
            c[2] - c[0] + u * c[2], c[6] - c[0] + v * c[6], c[0],
            c[3] - c[1] + u * c[3], c[7] - c[1] + v * c[7], c[1],
            u, v, 1
        };
    }

    private static double[] inverse(double[] m) {
        // Up to a factor, which does not change a projective map.
        return new double[] {
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
    }

    private static double[] apply(double[] m, double x, double y) {
        double depth = m[6] * x + m[7] * y + m[8];
        return new double[] {
            (m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth
        };
    }

    private void write(Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(QUALITY);
        Files.deleteIfExists(file);
        try (var stream = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(photograph, null, null), settings);
        } finally {
            writer.dispose();
        }
    }
}
