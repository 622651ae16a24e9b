package dev.berth.placement.model;

/// Cause of a part of a latency.
///
/// @param subject the component, or the edge as `from → to`
/// @param place the site or link
public record DelayCause(Kind kind, String subject, String place) {
    /// What takes the time.
    public enum Kind {
        SERVICE("service"),
        SITE_WAIT("wait for a core"),
        LINK_LATENCY("latency"),
        TRANSFER("transfer"),
        RESEND("resent packets"),
        LINK_WAIT("wait for the link");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
