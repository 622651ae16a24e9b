package dev.berth.cards.render;
import java.nio.file.*; import java.util.*;
public class WriteSample { public static void main(String[] a) throws Exception {
  var d = SampleDocument.withAuthorText("Meant for *clerks* & <script>alert(1)</script>.\n\n# Own heading\n\n- first\n- second\n\n| a | b |\n|---|---:|\n| x\\|y | 2 |\n\n![pic](http://evil/x.png) [bad](javascript:alert(1)) [good](https://a.example/b)\n\n<div>block</div>\n\n    code <b>\n");
  var f = new FigureFiles("credit.card");
  Path out = Path.of(a[0]); Files.createDirectories(out);
  for (DocumentForm form : DocumentForm.values()) { Files.writeString(out.resolve("credit.card."+form.ending()), form.write(d, Optional.of(f)));
    for (var e : form.filesBeside(d, f).entrySet()) Files.writeString(out.resolve(e.getKey()), e.getValue()); }
}}
