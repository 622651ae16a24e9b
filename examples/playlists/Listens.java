import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Generator of a listening history: `java Listens.java FILE [USERS [SEED]]`.
///
/// There are 400 songs of ten genres and four moods. Songs differ in popularity, by Zipf's law, and
/// a third of them is heard mostly in summer or in winter. A user likes one to three genres and one
/// mood, and plays what was played before in two of five cases. The history has one year, and is the
/// same each time.
final class Listens {
    private static final int SONGS = 400;
    private static final int GENRES = 10;
    private static final int MOODS = 4;
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);
    private static final int DAYS = 365;

    /// The k-th most popular song is chosen as often as k to the power of minus this.
    private static final double ZIPF = 0.8;

    private static final double REPEATED_SHARE = 0.4;

    /// Of each genre and mood that a user does not like in particular.
    private static final double OTHER_TASTE = 0.06;

    /// How often a seasonal song is heard out of season.
    private static final double OUT_OF_SEASON = 0.05;

    /// The median of the listens of a user in the year.
    private static final double LISTENS = 45;

    private static final String[] FIRST = {
        "Amber", "Blue", "Broken", "Distant", "Electric", "Empty", "Foreign", "Gentle", "Golden",
        "Hidden", "Last", "Lonely", "Midnight", "Paper", "Quiet", "Restless", "Silver", "Sleeping",
        "Velvet", "Wild"
    };
    private static final String[] SECOND = {
        "Airport", "Anchor", "Avenue", "Bridge", "Circus", "Compass", "Engine", "Garden", "Harbour",
        "Lantern", "Letter", "Mirror", "Mountain", "Ocean", "Orchard", "Radio", "River", "Shadow",
        "Signal", "Window"
    };

    private final Random random;
    private final double[] popularity = new double[SONGS];
    private final int[] genre = new int[SONGS];
    private final int[] mood = new int[SONGS];

    /// The day of the year on which a song is heard most; -1 for those without a season.
    private final int[] peak = new int[SONGS];

    private Listens(long seed) {
        random = new Random(seed);
        List<Integer> ranks = new ArrayList<>();
        for (int song = 0; song < SONGS; song++) {
            ranks.add(song + 1);
        }
        Collections.shuffle(ranks, random);
        for (int song = 0; song < SONGS; song++) {
            popularity[song] = 1 / StrictMath.pow(ranks.get(song), ZIPF);
            genre[song] = random.nextInt(GENRES);
            mood[song] = random.nextInt(MOODS);
            int season = random.nextInt(6);
            peak[song] = season == 0 ? 196 : season == 1 ? 358 : -1;
        }
    }

    private static String title(int song) {
        return FIRST[song % FIRST.length] + " " + SECOND[song / FIRST.length];
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 3) {
            System.err.println("Listens: name the file to write, then, if wanted, users and seed");
            System.exit(2);
        }
        int users = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        Path file = Path.of(arguments[0]);
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        System.out.println(file + ": " + new Listens(seed).write(file, users) + " listens");
    }

    private long write(Path file, int users) throws IOException {
        long listens = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("user,song,day\n");
            for (int user = 1; user <= users; user++) {
                String name = String.format("u%04d", user);
                double[] taste = taste();
                List<Integer> heard = new ArrayList<>();
                int count = (int) (LISTENS * StrictMath.exp(0.7 * random.nextGaussian()));
                for (int day : days(Math.max(count, 3))) {
                    boolean isRepeated = !heard.isEmpty() && random.nextDouble() < REPEATED_SHARE;
                    int song =
                            isRepeated
                                    ? heard.get(random.nextInt(heard.size()))
                                    : choose(taste, day);
                    heard.add(song);
                    out.write(name + "," + title(song) + "," + FIRST_DAY.plusDays(day) + "\n");
                    listens++;
                }
            }
        }
        return listens;
    }

    /// How much a user likes each song, whatever the season.
    private double[] taste() {
        double[] genres = new double[GENRES];
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            genres[random.nextInt(GENRES)] += 1;
        }
        int likedMood = random.nextInt(MOODS);
        double[] taste = new double[SONGS];
        for (int song = 0; song < SONGS; song++) {
            taste[song] =
                    popularity[song]
                            * (genres[genre[song]] + OTHER_TASTE)
                            * (mood[song] == likedMood ? 1 : 4 * OTHER_TASTE);
        }
        return taste;
    }

    /// The days of a user's listens, in order.
    private int[] days(int count) {
        return random.ints(count, 0, DAYS).sorted().toArray();
    }

    private int choose(double[] taste, int day) {
        double[] sums = new double[SONGS];
        double sum = 0;
        for (int song = 0; song < SONGS; song++) {
            sum += taste[song] * season(song, day);
            sums[song] = sum;
        }
        double chosen = random.nextDouble() * sum;
        int song = 0;
        while (song < SONGS - 1 && sums[song] <= chosen) {
            song++;
        }
        return song;
    }

    /// 1 within about six weeks of a song's peak, and for songs without one.
    private double season(int song, int day) {
        if (peak[song] < 0) {
            return 1;
        }
        int distance = Math.abs(day - peak[song]);
        return Math.min(distance, DAYS - distance) < 45 ? 1 : OUT_OF_SEASON;
    }
}
