/// Steps from recordings to the segments with speech.
///
/// Start reading at `AudioFactory`. Deliberately absent: compressed formats, changes of the rate,
/// and spectra, which belong into the graph of the model that was trained on them.
@NullMarked
package dev.berth.encoding.audio;

import org.jspecify.annotations.NullMarked;
