@NullMarked
package dev.berth.serving.thread;

import org.jspecify.annotations.NullMarked;
