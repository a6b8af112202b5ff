import "uplot/dist/uPlot.min.css";
import "./style/type.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/pages.css";
import { render } from "preact";
import { Console } from "./console";
import { startTheme } from "./state/theme";

startTheme();
render(<Console />, document.getElementById("app")!);
