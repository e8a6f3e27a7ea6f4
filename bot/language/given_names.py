"""Given names that are all but always a woman's or a man's in the languages read here: to rule out "he" or "she".

A name that both bear (Robin, Alex, Kim, Andrea, Jean) stands in neither list; a name in neither list rules out nothing.
Those of ``_BOTH`` tell that somebody is a person, and no more: Marian is an Englishwoman or a Pole.
"""

from __future__ import annotations

_WOMEN = """
abigail ada adele agnes aisha alexandra alice alison allison amanda amelia amy ana angela anita anna anne annette
antonia barbara beatrice beatriz bella bernadette beth betty beverly bianca birgit bridget brigitte brenda britta
camille carla carmen carol carolina caroline carolyn catherine cecilia charlotte cheryl chiara christina christine
claire clara claudia colette constance cristina cynthia daniela deborah debra denise diana diane dolores dominga donna
doris dorothea dorothy edith eileen elaine eleanor elena elise elisabeth elizabeth elke ella ellen eloise elsa elvira
emilia emily emma erica erika esther eva eve evelyn fatima fiona florence frances francesca franziska frida gabriela
gail georgina gertrude gisela gloria grace greta gudrun hannah harriet heather heidi helen helena helene helga
henrietta hilary hilda hillary ida ines inge ingrid irene irina iris irma isabel isabella isabelle ivanka jacqueline
jane janet janice jeanne jennifer jenny jessica jill joanna joanne josefina josephine joyce juana judith judy
julia juliana julie karen karin katarina kate katharina katherine kathleen kathryn kathy katja katrin kimberly kirsten
kristina laila lara laura lauren leila lena leonor leslie-ann lidia lillian linda lisa liz liza loretta lorraine louise
lucia lucie lucille lucy luisa luise lydia lynn mabel madeleine magdalena maggie malia manuela mara margaret margarita
margot maria mariana marianne marie mariana marilyn marina marjorie marlene marta martha martina mary mathilde
matilda maureen mechthild megan melania melanie melissa mercedes michelle mildred milena mireille miriam molly mona
monica monika monique muriel nadia nadine nancy naomi natalia natalie natasha nicole nina nora norma olga olivia
paloma pamela patricia patty paula pauline peggy penelope petra phoebe phyllis pilar priscilla rachel ramona rebecca
regina renate rita roberta rosa rosalind rose rosemary roxanne ruth sabine sabrina sally samantha sandra sara sarah
sheila shirley sibylle sigrid silke silvia sofia solange sonia sonja sophia sophie stella stephanie susan
susanne suzanne svetlana sylvia tamara tanya tatiana teresa thea theresa tiffany tina tricia ulrike ursula ute
valentina valerie vanessa vera veronica victoria viola virginia vivian wanda wendy wilhelmina yolanda yvette yvonne zoe
adelheid adriana agata agnieszka alba alicia amelie anastasia anika anja anke anneliese annika ariane asuncion astrid
aude augusta aurelia aurora beata belén berta blanca carlotta carlota célia charlène clémence concepción consuelo
cordula corinne cosima dagmar delphine dolores dorota dörte ebba edda elin elina elsbeth emmanuelle encarnación estelle
esther eugenia ewa fabienne fátima felicitas flora freya frieda friederike geneviève georgia gerda ginevra giulia
gwendolyn hanna hedwig heike helga hélène hermine hilde hildegard hortense ilse imke inés ingeborg inka isolde jana
jasmin johanna jolanda josefine judit jutta karla karoline kerstin klara lea lene leonie lieselotte lotte lucía ludmila
magda maike malin maren margarete margit margrit marisol marit marlies marta maud mechthild mette mia mina mireia
montserrat nathalie nicoletta noemi noor nuria odile ophelia oriane ottilie pauline petronella prudence rahel remedios
renata rocío rosalía roswitha ruth salome saskia sibel sieglinde signe silvana sirkka solène solveig svenja sybil tabea
tatjana therese thérèse tilda trude ulla uta veronika vesna vilma viviane waltraud wiebke wilma winifred xenia yara
ylva yasmin zelda zuzanna łucja
"""

_MEN = """
aaron abdul abraham adam adrian ahmed alan albert alberto alejandro alessandro alexander alfonso alfred ali allan allen
alvaro amir anders andrew andré andrés anthony antoine anton antonio armando arnold arthur august axel barack barry
bartholomew ben benjamin benoît bernard bernd bernhard bernie bert bill björn bob boris brad bradley brandon brendan
brett brian bruce bruno bryan carl carlos cesar charles chester christian christoph christopher chuck claude clifford
clint clyde colin conrad craig curtis damian daniel dario darrell david dean denis dennis derek diego dieter
dietmar dirk dmitri dominic don donald douglas duncan dwight earl eduardo edgar edmund edouard eduard edward edwin
elias elijah eliot emil emilio emmanuel enrique eric erik ernest ernst erwin ethan etienne eugene felipe felix
ferdinand fernando fidel florian francisco franck frank franklin franz fred frederick fredrik friedrich gabriel gareth
gary gavin geoffrey georg george gerald gerard gerhard gilbert giovanni giuseppe glen glenn gordon graham greg gregory
guido guillaume guillermo gunther gustav guy hamid hank hans harald harold harry harvey hassan hector heinrich heinz
helmut hendrik henri henrik henry herbert herman hermann holger horst howard hubert hugh hugo ian ibrahim ignacio igor
isaac ivan jack jacob jacques jaime jakob james jared jason javier jeb jeff jeffrey jens jeremy jerome jerry jesús jim
jimmy joachim joaquín joe joel johan johann johannes john johnny jonas jonathan jorge josé josef joseph joshua josh
juan jules julian julio julius jürgen justin karl kenneth kevin klaus konrad kurt kyle lance larry lars lawrence leo
leon leonard leopold lewis lionel lorenzo lothar louis luca lucas ludwig luigi luis lukas luke manfred manuel marc
marcel marco marcus mario mark markus marshall martin marvin matthew matthias maurice mauricio max maximilian maxwell
michael michel miguel mike mikhail milton mitch mitt mohammad mohamed mohammed moritz muhammad mustafa nathan nathaniel
neil nelson nicholas nick nicolas niels nigel nikolai norbert norman oliver omar orlando oscar oskar oswald otto owen
pablo patrick paul pedro per peter phil philip philippe pierre qasem rafael rainer ralf ralph ramón randall raphael
raul raymond reginald reinhard reince rené ricardo richard rick rob robert roberto rodney rodrigo roger roland rolf
roman ron ronald rory ross roy rubén rudolf rudy rupert russell ryan salvador samir samuel santiago scott sean
sebastian sergei sergio seth siegfried simon stanley stefan stephan stephen steve steven stuart sven ted terence
theodor theodore thierry thomas thorsten tim timothy tobias todd tom tomás tony travis trevor udo ulrich uwe vernon
victor viktor vincent vladimir volker walter warren wayne werner wilhelm will willem william winston wolfgang xavier
yusuf yves zachary achim adolfo alain alasdair alexandre alois amadeus anatole andreas andrei andrej angus
anselm anselmo antti arne arturo atticus aurélien baptiste bartolomé basil bastian benedikt benno berthold björn bogdan
bohdan bram bruno carsten casper cédric clemens clément côme cornelius damien detlef diarmuid dietrich dimitri dominik
edgar egon einar eirik emeric emilio enzo ernesto esteban eugen eugène evander everett fabian fabien fabrice federico
felice fergus ferenc fernand finn frederik fritz fulgencio gaspar gaston georges gerd gert gianni gonzalo gottfried
gregor grégoire guillermo guntram gustavo hakon hartmut heiko heiner heinz helge henning heribert hermann honoré
horacio hugues ingo isidro ivo jaap jacek jaime jakub janusz jasper javier jochen joao joaquim jordi jörg joris
josip jost jozef jürg kai karsten kaspar klemens knut kristian kristof laurent laurin leif lennart leopoldo lucan
lucien luciano ludovic lutz maciej magnus malcolm manolo marek marius marko matteo matthieu maximilian mehmet
meinhard miguel mikael mikkel milan milos miroslav nils norberto octave odin olaf ole olivier onni orson oswin
ottokar paavo paolo pascal patrice pavel pekka philipp piet piotr quentin quirin raúl reinhold rémi renzo roderick
rodolfo rolando ronan rufus ruprecht rüdiger rémy rogelio sandro santino sepp severin sigmund silvio simeon sixten
sören stanislas stanisław stellan sylvain tadeusz tarek théo thibault tilman timo tobías tomas torben torsten tristan
ulf uli urban vaclav valentin vicente vincenzo waldemar wenzel wilfried willi wojciech xaver yannick yann yannis
zbigniew zeno zoltan
"""

_BOTH = "alexis dale gabriele jan joan marian marion nicola ola simone"

WOMEN = frozenset(_WOMEN.split())
MEN = frozenset(_MEN.split()) - WOMEN
GIVEN = WOMEN | MEN | frozenset(_BOTH.split())
