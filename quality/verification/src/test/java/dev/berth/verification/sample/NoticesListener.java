package dev.berth.verification.sample;

import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionListener;

/// A notice on the standard error of each prediction: which model or endpoint, and for whom.
public final class NoticesListener implements PredictionListener {
    @Override
    public String name() {
        return "notices";
    }

    @Override
    public void onPrediction(PredictionEvent event) {
        System.err.println(
                "notices: "
                        + event.target().reference().name()
                        + " predicted for "
                        + event.consumer());
    }
}
