package dev.berth.charts.page;

import dev.berth.charts.ChartSvg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/// The style sheet of documents as pages, and the policy under which it is the only thing that a
/// page may use.
public final class PageStyle {
    private static final PageStyle SHIPPED = read();

    private final String css;
    private final String policy;

    private PageStyle(String css) {
        this.css = css;
        this.policy =
                "default-src 'none'; style-src 'sha256-"
                        + digest(css)
                        + "'; base-uri 'none'; form-action 'none'";
    }

    public static PageStyle shipped() {
        return SHIPPED;
    }

    /// This style with further rules, and the policy that allows them.
    public PageStyle with(String rules) {
        return new PageStyle(css + rules);
    }

    /// The content of the element `style`.
    public String css() {
        return css;
    }

    /// Content security policy of a page: no script, no resource, no style but this one.
    public String policy() {
        return policy;
    }

    private static PageStyle read() {
        try (InputStream in =
                Objects.requireNonNull(
                        PageStyle.class.getResourceAsStream("/dev/berth/charts/page/page.css"))) {
            String sheet = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new PageStyle(
                    "\n"
                            + sheet.replace("LIGHT_COLOURS", ChartSvg.LIGHT)
                                    .replace("DARK_COLOURS", ChartSvg.DARK)
                                    .replace("CHART_RULES", ChartSvg.RULES.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String css) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder()
                    .encodeToString(digest.digest(css.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
