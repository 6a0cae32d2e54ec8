import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges PDF files by veraPDF: each must be valid PDF/UA-1 and PDF/A-2a at once.
 *
 * Arguments: files; those behind --untagged must be valid PDF/A-2u. Output: a line per file, "ok FILE", or "not ok FILE" and the clauses that it breaks, each once with
 * how often and one example. Exit status 1 when a file fails. Run by run.sh, which says where the classes come from.
 */
public final class Verify {
    private static final List<PDFAFlavour> TAGGED = List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_2_A);
    private static final List<PDFAFlavour> UNTAGGED = List.of(PDFAFlavour.PDFA_2_U);

    public static void main(String[] files) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        boolean good = files.length > 0;
        List<PDFAFlavour> flavours = TAGGED;
        for (String file : files) {
            if (file.equals("--untagged")) {
                flavours = UNTAGGED;
                continue;
            }
            Map<String, String> faults = new LinkedHashMap<>();
            for (PDFAFlavour flavour : flavours) check(file, flavour, faults);
            System.out.println((faults.isEmpty() ? "ok " : "not ok ") + file);
            faults.forEach((clause, text) -> System.out.println("#  " + clause + ": " + text));
            good &= faults.isEmpty();
        }
        System.exit(good ? 0 : 1);
    }

    private static void check(String file, PDFAFlavour flavour, Map<String, String> faults) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
                String clause = flavour + " " + assertion.getRuleId().getClause() + "-"
                        + assertion.getRuleId().getTestNumber();
                faults.putIfAbsent(clause, result.getFailedChecks().get(assertion.getRuleId()) + " × "
                        + assertion.getMessage().replaceAll("\\s+", " ") + " at "
                        + assertion.getLocation().getContext());
            }
            if (!result.isCompliant() && faults.isEmpty()) faults.put(flavour.toString(), "not compliant");
        } catch (Exception | Error e) {
            faults.put(flavour.toString(), "cannot be checked: " + e);
        }
    }
}
