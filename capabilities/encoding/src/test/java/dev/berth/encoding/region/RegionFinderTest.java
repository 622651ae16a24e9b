package dev.berth.encoding.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.encoding.region.RegionFinder.Region;
import dev.berth.encoding.region.RegionSettings.ScoreOf;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionFinderTest {
    private static final RegionSettings USUAL = settings(ScoreOf.BOX, 1000);

    private static RegionSettings settings(ScoreOf scoreOf, int regionsMax) {
        return new RegionSettings(0.3, scoreOf, 0.6, 3, 1.5, regionsMax);
    }

    /// The value of a map at the middle of a pixel.
    private interface Paint {
        double at(double x, double y);
    }

    private static List<Region> find(RegionSettings settings, int width, int height, Paint paint) {
        return new RegionFinder(settings)
                .find(
                        (y, row) -> {
                            for (int x = 0; x < width; x++) {
                                row[x] = (float) paint.at(x + 0.5, y + 0.5);
                            }
                        },
                        width,
                        height);
    }

    @Test
    void upright_rectangle_growsByAreaTimesRatioThroughPerimeter() {
        List<Region> found =
                find(USUAL, 100, 60, (x, y) -> x > 20 && x < 60 && y > 30 && y < 40 ? 0.9 : 0.1);
        // 400 x 1.5 / 100 = 6 at each side.
        assertThat(found)
                .singleElement()
                .satisfies(
                        region -> {
                            assertThat(region.quad())
                                    .isEqualTo(
                                            new Quad(
                                                    new Quad.Point(14, 24),
                                                    new Quad.Point(66, 24),
                                                    new Quad.Point(66, 46),
                                                    new Quad.Point(14, 46)));
                            assertThat(region.score()).isCloseTo(0.9, within(1e-4));
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {-44, -20, -3, 0, 7, 30, 44})
    void turned_rectangle_isFoundAtItsAngle(int degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        List<Region> found =
                find(
                        USUAL,
                        300,
                        300,
                        (x, y) -> {
                            double along = (x - 150) * cos + (y - 150) * sin;
                            double across = (y - 150) * cos - (x - 150) * sin;
                            return Math.abs(along) < 80 && Math.abs(across) < 10 ? 1 : 0;
                        });
        assertThat(found).hasSize(1);
        Quad quad = found.getFirst().quad();
        double grown = 160.0 * 20 * 1.5 / 360;
        double halfWidth = 80 + grown;
        double halfHeight = 10 + grown;
        assertThat(quad.topLeft().x())
                .isCloseTo(150 - halfWidth * cos + halfHeight * sin, within(3.0));
        assertThat(quad.topLeft().y())
                .isCloseTo(150 - halfWidth * sin - halfHeight * cos, within(3.0));
        assertThat(quad.bottomRight().x())
                .isCloseTo(150 + halfWidth * cos - halfHeight * sin, within(3.0));
        assertThat(found.getFirst().score()).isGreaterThan(0.9);
    }

    @Test
    void bentLine_scoresLowByItsBoxAndHighByItsRegion() {
        Paint arch = (x, y) -> Math.abs(y - 20 - Math.pow((x - 100) / 16, 2)) < 4 ? 1 : 0;
        assertThat(find(settings(ScoreOf.BOX, 1000), 200, 80, arch)).isEmpty();
        assertThat(find(settings(ScoreOf.REGION, 1000), 200, 80, arch))
                .singleElement()
                .extracting(Region::score)
                .isEqualTo(1.0);
    }

    @Test
    void faintOrThin_isLeftOut() {
        assertThat(find(USUAL, 50, 50, (x, y) -> x > 10 && x < 40 && y > 10 && y < 30 ? 0.5 : 0))
                .isEmpty();
        assertThat(find(USUAL, 50, 50, (x, y) -> x > 10 && x < 40 && y > 10 && y < 12 ? 1 : 0))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void strangeMaps_giveNoneOrAll(ScoreOf scoreOf) {
        RegionSettings settings = settings(scoreOf, 1000);
        assertThat(find(settings, 64, 64, (x, y) -> 0)).isEmpty();
        assertThat(find(settings, 64, 64, (x, y) -> Double.NaN)).isEmpty();
        assertThat(find(settings, 64, 64, (x, y) -> Double.NEGATIVE_INFINITY)).isEmpty();
        assertThat(find(settings, 64, 64, (x, y) -> 1)).hasSize(1);
        assertThat(find(settings, 64, 64, (x, y) -> Double.POSITIVE_INFINITY))
                .singleElement()
                .extracting(Region::score)
                .isEqualTo(1.0);
        assertThat(find(settings, 1, 1, (x, y) -> 1)).isEmpty();
        assertThat(find(settings, 0, 0, (x, y) -> 1)).isEmpty();
    }

    @Test
    void specks_anyNumber_areLeftOut() {
        assertThat(find(USUAL, 960, 960, (x, y) -> (int) x % 2 == 0 && (int) y % 2 == 0 ? 1 : 0))
                .isEmpty();
    }

    @Test
    void tooMany_theSurestAreKept() {
        // 30 x 30 squares of 6 x 6; those at the right are surer.
        Paint squares =
                (x, y) ->
                        (int) x % 10 < 6 && (int) y % 10 < 6 ? 0.7 + Math.floor(x / 10) * 0.01 : 0;
        assertThat(find(settings(ScoreOf.BOX, 1000), 300, 300, squares)).hasSize(900);
        assertThat(find(settings(ScoreOf.BOX, 60), 300, 300, squares))
                .hasSize(60)
                .allSatisfy(region -> assertThat(region.quad().centreX()).isGreaterThan(280));
    }

    @Test
    void means_ofRandomRectangles_areThoseOfAllPixelsWithin() {
        long seed = RandomMaps.seed();
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            int width = 1 + random.nextInt(30);
            int height = 1 + random.nextInt(30);
            var values = new float[height][width];
            var sums = new RowSums(width, height);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    values[y][x] = (float) random.nextInt(65_537) / 65_536;
                }
                sums.setRow(y, Arrays.copyOf(values[y], width));
            }
            double angle = random.nextDouble() * Math.PI;
            var rectangle =
                    new TurnedRectangle(
                            random.nextDouble() * width,
                            random.nextDouble() * height,
                            Math.cos(angle),
                            Math.sin(angle),
                            random.nextDouble() * 40,
                            random.nextDouble() * 40);
            assertThat(sums.meanWithin(rectangle.corners()))
                    .as("seed %d, case %d", seed, i)
                    .isCloseTo(mean(values, rectangle), within(1e-9));
        }
    }

    private static double mean(float[][] values, TurnedRectangle rectangle) {
        double sum = 0;
        int count = 0;
        for (int y = 0; y < values.length; y++) {
            for (int x = 0; x < values[y].length; x++) {
                double right = x + 0.5 - rectangle.centreX();
                double down = y + 0.5 - rectangle.centreY();
                double along = right * rectangle.unitX() + down * rectangle.unitY();
                double across = down * rectangle.unitX() - right * rectangle.unitY();
                if (Math.abs(along) <= rectangle.width() / 2
                        && Math.abs(across) <= rectangle.height() / 2) {
                    sum += values[y][x];
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
