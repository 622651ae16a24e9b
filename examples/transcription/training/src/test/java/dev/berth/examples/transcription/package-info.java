@NullMarked
package dev.berth.examples.transcription;

import org.jspecify.annotations.NullMarked;
