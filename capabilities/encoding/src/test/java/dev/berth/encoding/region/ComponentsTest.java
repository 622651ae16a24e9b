package dev.berth.encoding.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.encoding.region.RandomMaps.Pixel;
import dev.berth.encoding.region.RandomMaps.Sample;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    private static final int MAPS = 2000;

    @Test
    void regions_ofRandomMaps_areThoseOfAFlood() {
        long seed = RandomMaps.seed();
        var maps = new RandomMaps(seed);
        for (int i = 0; i < MAPS; i++) {
            Sample sample = maps.next();
            Components components = Components.of(sample.runs());
            Set<Set<Pixel>> found = new HashSet<>();
            for (int component = 0; component < components.count(); component++) {
                found.add(Set.copyOf(sample.pixels(components, component)));
            }
            assertThat(found).as("seed %d, map %d", seed, i).isEqualTo(flooded(sample));
            assertThat(components.count()).isEqualTo(found.size());
        }
    }

    @Test
    void runs_ofARegion_goFromTheTopDownAndFromTheLeft() {
        long seed = RandomMaps.seed();
        var maps = new RandomMaps(seed);
        for (int i = 0; i < MAPS; i++) {
            Components components = Components.of(maps.next().runs());
            for (int component = 0; component < components.count(); component++) {
                int end = components.start(component + 1);
                for (int place = components.start(component) + 1; place < end; place++) {
                    assertThat(components.run(place))
                            .as("seed %d", seed)
                            .isGreaterThan(components.run(place - 1));
                }
            }
        }
    }

    private static Set<Set<Pixel>> flooded(Sample sample) {
        Set<Set<Pixel>> regions = new HashSet<>();
        Set<Pixel> seen = new HashSet<>();
        for (int y = 0; y < sample.height(); y++) {
            for (int x = 0; x < sample.width(); x++) {
                if (sample.isAbove(x, y) && !seen.contains(new Pixel(x, y))) {
                    Set<Pixel> region = flood(sample, new Pixel(x, y));
                    seen.addAll(region);
                    regions.add(region);
                }
            }
        }
        return regions;
    }

    private static Set<Pixel> flood(Sample sample, Pixel start) {
        Set<Pixel> region = new HashSet<>(Set.of(start));
        var waiting = new ArrayDeque<>(region);
        while (!waiting.isEmpty()) {
            Pixel at = waiting.poll();
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    var next = new Pixel(at.x() + dx, at.y() + dy);
                    if (sample.isAbove(next.x(), next.y()) && region.add(next)) {
                        waiting.add(next);
                    }
                }
            }
        }
        return region;
    }
}
