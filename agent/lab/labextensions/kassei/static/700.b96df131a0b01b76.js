"use strict";(self.rspackChunkkassei=self.rspackChunkkassei||[]).push([[700],{879(e,r,n){var t=n(601),o=n.n(t),a=n(314),s=(n.n(a))()(o());s.push([e.id,`.kassei-scene { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; margin: 0 0 16px; }
.kassei-scene .title { padding: 10px 16px 0; font-weight: 700; }
.kassei-scene .stage { position: relative; height: 440px; overflow: hidden; background: var(--scene); }
.kassei-scene .stage canvas { display: block; outline: none; }
.kassei-scene .tag {
  position: absolute; left: 0; top: 0; padding: 1px 9px; border-radius: 999px; font-size: 13px; font-weight: 700; pointer-events: none; white-space: nowrap;
  color: #1d2129; background: #f4b62c; box-shadow: 0 1px 4px rgba(0, 0, 0, .35); will-change: transform;
}
.kassei-scene .tag::after { content: ""; position: absolute; left: 50%; bottom: -24px; width: 2px; height: 24px; margin-left: -1px; background: #f4b62c; }
.kassei-scene .tag.picked { color: #fff; background: #0072b2; }
.kassei-scene .tag.picked::after { background: #0072b2; }
.kassei-scene .elements { position: absolute; right: 12px; top: 10px; display: flex; gap: 10px; font-size: 12.5px; color: var(--soft); pointer-events: none; }
.kassei-scene .elements i { display: inline-block; width: 11px; height: 11px; border-radius: 50%; margin-right: 4px; vertical-align: -1px; border: 1px solid rgba(128, 128, 128, .55); }
.kassei-scene .profile { display: block; width: 100%; height: 92px; cursor: pointer; border-top: 1px solid var(--line); touch-action: none; }
.kassei-scene .profile .curve { fill: none; stroke: var(--soft); stroke-width: 1.6; vector-effect: non-scaling-stroke; }
.kassei-scene .bar { display: flex; align-items: center; gap: 12px; padding: 10px 16px; border-top: 1px solid var(--line); flex-wrap: wrap; }
.kassei-scene button {
  font: inherit; font-size: 13.5px; line-height: 1.4; color: var(--ink); background: transparent; border: 1px solid var(--line); border-radius: 7px; padding: 5px 12px; cursor: pointer;
}
.kassei-scene button:hover { border-color: var(--accent); color: var(--accent); }
.kassei-scene button.play { min-width: 84px; color: #fff; background: #0072b2; border-color: #0072b2; }
.kassei-scene button.play:hover { filter: brightness(1.1); }
.kassei-scene input[type="range"] { flex: 1 1 160px; accent-color: var(--accent); min-width: 120px; }
.kassei-scene .readout { font-variant-numeric: tabular-nums; min-width: 15.5em; text-align: right; font-size: 14px; }
.kassei-scene .readout b { font-size: 15px; }
.kassei-scene .hint { padding: 0 16px 12px; font-size: 13px; color: var(--soft); }
.kassei-scene .hint.found { color: var(--ink); font-weight: 700; }
.kassei-scene .none { padding: 32px 16px; color: var(--soft); }
@media print { .kassei-scene .bar, .kassei-scene .hint { display: none; } }
`,""]),n.d(r,{},{A:s})},646(e,r,n){var t=n(601),o=n.n(t),a=n(314),s=n.n(a),i=n(879),c=s()(o());c.i(i.A),c.push([e.id,`.kassei-structure { --ink: var(--jp-ui-font-color1); --soft: var(--jp-ui-font-color2); --line: var(--jp-border-color2); --card: var(--jp-layout-color1); --scene: var(--jp-layout-color1); --accent: #0072b2; width: 100%; min-height: 48px; }
.kassei-structure .kassei-scene { margin: 4px 0; color: var(--ink); }
.kassei-structure .kassei-scene .stage { height: 360px; }
.kassei-wake { display: block; width: 100%; height: 200px; border: 1px dashed var(--jp-border-color2); border-radius: 10px; background: transparent; color: var(--jp-ui-font-color2); cursor: pointer; }
.kassei-actions { display: flex; flex-wrap: wrap; gap: 8px; padding: 4px 0; }
.kassei-actions button { cursor: pointer; }
.kassei-script { flex: 1 1 100%; box-sizing: border-box; font: 13px/1.5 var(--jp-code-font-family); color: var(--jp-ui-font-color1); background: var(--jp-cell-editor-background); border: 1px solid var(--jp-border-color1); border-radius: 4px; padding: 8px; }
.kassei-script[hidden] { display: none; }
.kassei-picks { display: flex; flex-wrap: wrap; gap: 6px; padding: 0 16px; }
.kassei-picks:empty { display: none; }
.kassei-chip { font: 13px var(--jp-ui-font-family); color: #fff; background: #0072b2; border: 0; border-radius: 999px; padding: 3px 10px; cursor: pointer; }
.kassei-chip:hover { filter: brightness(1.15); }
.jp-chat-message-container .jp-RenderedPlotly, .jp-chat-messages-container .jp-RenderedPlotly { max-width: 800px; overflow: hidden; }
`,""]),n.d(r,{},{A:c})},314(e){e.exports=function(e){var r=[];return r.toString=function(){return this.map(function(r){var n="",t=void 0!==r[5];return r[4]&&(n+="@supports (".concat(r[4],") {")),r[2]&&(n+="@media ".concat(r[2]," {")),t&&(n+="@layer".concat(r[5].length>0?" ".concat(r[5]):""," {")),n+=e(r),t&&(n+="}"),r[2]&&(n+="}"),r[4]&&(n+="}"),n}).join("")},r.i=function(e,n,t,o,a){"string"==typeof e&&(e=[[null,e,void 0]]);var s={};if(t)for(var i=0;i<this.length;i++){var c=this[i][0];null!=c&&(s[c]=!0)}for(var p=0;p<e.length;p++){var d=[].concat(e[p]);t&&s[d[0]]||(void 0!==a&&(void 0===d[5]||(d[1]="@layer".concat(d[5].length>0?" ".concat(d[5]):""," {").concat(d[1],"}")),d[5]=a),n&&(d[2]&&(d[1]="@media ".concat(d[2]," {").concat(d[1],"}")),d[2]=n),o&&(d[4]?(d[1]="@supports (".concat(d[4],") {").concat(d[1],"}"),d[4]=o):d[4]="".concat(o)),r.push(d))}},r}},601(e){e.exports=function(e){return e[1]}},72(e){var r=[];function n(e){for(var n=-1,t=0;t<r.length;t++)if(r[t].identifier===e){n=t;break}return n}function t(e,t){for(var o={},a=[],s=0;s<e.length;s++){var i=e[s],c=t.base?i[0]+t.base:i[0],p=o[c]||0,d="".concat(c," ").concat(p);o[c]=p+1;var l=n(d),u={css:i[1],media:i[2],sourceMap:i[3],supports:i[4],layer:i[5]};if(-1!==l)r[l].references++,r[l].updater(u);else{var f=function(e,r){var n=r.domAPI(r);return n.update(e),function(r){r?(r.css!==e.css||r.media!==e.media||r.sourceMap!==e.sourceMap||r.supports!==e.supports||r.layer!==e.layer)&&n.update(e=r):n.remove()}}(u,t);t.byIndex=s,r.splice(s,0,{identifier:d,updater:f,references:1})}a.push(d)}return a}e.exports=function(e,o){var a=t(e=e||[],o=o||{});return function(e){e=e||[];for(var s=0;s<a.length;s++){var i=n(a[s]);r[i].references--}for(var c=t(e,o),p=0;p<a.length;p++){var d=n(a[p]);0===r[d].references&&(r[d].updater(),r.splice(d,1))}a=c}}},659(e){var r={};e.exports=function(e,n){var t=function(e){if(void 0===r[e]){var n=document.querySelector(e);if(window.HTMLIFrameElement&&n instanceof window.HTMLIFrameElement)try{n=n.contentDocument.head}catch(e){n=null}r[e]=n}return r[e]}(e);if(!t)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");t.appendChild(n)}},540(e){e.exports=function(e){var r=document.createElement("style");return e.setAttributes(r,e.attributes),e.insert(r,e.options),r}},56(e,r,n){e.exports=function(e){var r=n.nc;r&&e.setAttribute("nonce",r)}},825(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var r=e.insertStyleElement(e);return{update:function(n){var t,o,a;t="",n.supports&&(t+="@supports (".concat(n.supports,") {")),n.media&&(t+="@media ".concat(n.media," {")),(o=void 0!==n.layer)&&(t+="@layer".concat(n.layer.length>0?" ".concat(n.layer):""," {")),t+=n.css,o&&(t+="}"),n.media&&(t+="}"),n.supports&&(t+="}"),(a=n.sourceMap)&&"u">typeof btoa&&(t+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(a))))," */")),e.styleTagTransform(t,r,e.options)},remove:function(){var e;null===(e=r).parentNode||e.parentNode.removeChild(e)}}}},113(e){e.exports=function(e,r){if(r.styleSheet)r.styleSheet.cssText=e;else{for(;r.firstChild;)r.removeChild(r.firstChild);r.appendChild(document.createTextNode(e))}}},959(e,r,n){var t=n(72),o=n.n(t),a=n(825),s=n.n(a),i=n(659),c=n.n(i),p=n(56),d=n.n(p),l=n(540),u=n.n(l),f=n(113),x=n.n(f),h=n(646),v={};v.styleTagTransform=x(),v.setAttributes=d(),v.insert=c().bind(null,"head"),v.domAPI=s(),v.insertStyleElement=u(),o()(h.A,v),h.A&&h.A.locals&&h.A.locals}}]);