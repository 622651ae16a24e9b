@NullMarked
package dev.berth.tables;

import org.jspecify.annotations.NullMarked;
